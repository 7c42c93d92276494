"""The catalogue as one value."""

from dataclasses import dataclass

from bestplaced.case.dependence import CommonShock, FrailtyGroup
from bestplaced.case.duties import DutyPair, FixedDuty, Independence, NonDelegable
from bestplaced.case.question import Quality, QualityMeaning, Question, ServiceLevel, TierStory
from bestplaced.case.responsibility import Driver, Responsibility
from bestplaced.case.risk import Risk
from bestplaced.catalogue.entries import PriceLevel, Principle, ReportedClaim, Source, Wage


@dataclass(frozen=True)
class Catalogue:
    """All defaults; dictionaries keep the order of the files."""

    responsibilities: dict[str, Responsibility]
    risks: dict[str, Risk]
    pairs: tuple[DutyPair, ...]
    fixed_duties: dict[str, FixedDuty]
    non_delegable: tuple[NonDelegable, ...]
    independence: Independence
    groups: dict[str, FrailtyGroup]
    shocks: dict[str, CommonShock]
    drivers: dict[str, Driver]
    questions: tuple[Question, ...]
    service_levels: dict[str, ServiceLevel]
    stories: tuple[TierStory, ...]
    qualities: dict[Quality, QualityMeaning]
    claims: dict[str, ReportedClaim]
    principles: dict[str, Principle]
    wages: dict[str, Wage]
    price_levels: dict[str, PriceLevel]
    sources: dict[str, Source]
