"""Documents: one neutral content tree, written as terminal text, HTML, PDF, DOCX and XLSX."""
