"""The deal: benefits, both sides' accounts, the fee band and its split, the risk schedule.

::

    from bestplaced.deal import deal

    agreed = deal(outcome, beta=0.5)      # a frozen `Deal` with every part of F10 and F11
"""

from bestplaced.deal.agreement import Creep, Deal, deal
from bestplaced.deal.band import BETAS, Band, fee_band, joint_fees
from bestplaced.deal.bearing import Bearing, Bearings
from bestplaced.deal.benefits import BENEFITS, Waterfall, waterfall
from bestplaced.deal.business_side import BusinessSide
from bestplaced.deal.inputs import Input, inputs_of
from bestplaced.deal.lines import Line, benefit_lines
from bestplaced.deal.provider import ProviderSide, provider_side
from bestplaced.deal.rivals import Rival
from bestplaced.deal.schedule import RiskRow, Trade, Verdict, risk_schedule, sustainability
from bestplaced.deal.shape import FeeShape, fee_shape
from bestplaced.deal.spending import Spending
from bestplaced.deal.split import inside_providers
from bestplaced.deal.story import TierStory, Worry, buyer, stories
from bestplaced.deal.unflagged import Unflagged, without_flagged

__all__ = [
    "BENEFITS",
    "BETAS",
    "Band",
    "Bearing",
    "Bearings",
    "BusinessSide",
    "Creep",
    "Deal",
    "FeeShape",
    "Input",
    "Line",
    "ProviderSide",
    "RiskRow",
    "Rival",
    "Spending",
    "TierStory",
    "Trade",
    "Unflagged",
    "Verdict",
    "Waterfall",
    "Worry",
    "benefit_lines",
    "buyer",
    "deal",
    "fee_band",
    "fee_shape",
    "inputs_of",
    "inside_providers",
    "joint_fees",
    "provider_side",
    "risk_schedule",
    "stories",
    "sustainability",
    "waterfall",
    "without_flagged",
]
