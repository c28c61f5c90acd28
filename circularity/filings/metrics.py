"""Which concepts of a filing answer which metric of the data, in order; and which metrics no concept answers.

An expression is a concept by its local name, or several joined by ``+`` and ``-``. ``[A|B]`` asks for a dimension member,
``?`` after a name lets the term be left out where the filing does not state it, ``~`` in front of an expression says that
filers use the concept for different things, so that a figure found by it confirms but never contradicts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_AWS = "[AmazonWebServicesSegmentMember]"
_SERVERS = (
    "[ServersAndNetworkAssetsMember|ServersAndNetworkAssetsComponentsStoredBySuppliersMember|ServersAndNetworkingEquipmentMember|"
    "TechnologyEquipmentMember|NetworkEquipmentMember|ComputerEquipmentMember|ComputerEquipmentAndSoftwareMember|"
    "EquipmentComputeHardwareAndSoftwareMember|ComputerNetworkMachineryAndEquipmentMember|InformationTechnologyAssetsMember]"
)
_GROSS = "PropertyPlantAndEquipmentGross"
_GROSS_WITH_LEASES = "PropertyPlantAndEquipmentAndFinanceLeaseRightOfUseAssetBeforeAccumulatedDepreciationAndAmortization"

CONCEPTS: dict[str, tuple[str, ...]] = {
    "revenue": (
        "Revenues",
        "RevenueFromContractWithCustomerExcludingAssessedTax",
        "RevenueFromContractWithCustomerIncludingAssessedTax",
        "SalesRevenueNet",
        "Revenue",
    ),
    "cost_of_revenue": ("CostOfRevenue", "CostOfGoodsAndServicesSold", "CostOfSales"),
    "gross_profit": ("GrossProfit", "Revenues - CostOfRevenue", "RevenueFromContractWithCustomerExcludingAssessedTax - CostOfRevenue"),
    "research_and_development": (
        "ResearchAndDevelopmentExpense",
        "ResearchAndDevelopmentExpenseExcludingAcquiredInProcessCost",
        "TechnologyAndInfrastructureExpense",
    ),
    "total_costs": ("CostsAndExpenses", "CostOfRevenue + OperatingExpenses"),
    "operating_income": ("OperatingIncomeLoss", "ProfitLossFromOperatingActivities"),
    "net_income": ("NetIncomeLoss", "NetIncomeLossAvailableToCommonStockholdersBasic", "ProfitLoss"),
    "effective_tax_rate": ("EffectiveIncomeTaxRateContinuingOperations",),
    "diluted_shares": ("WeightedAverageNumberOfDilutedSharesOutstanding",),
    "shares_outstanding": ("EntityCommonStockSharesOutstanding", "CommonStockSharesOutstanding"),
    "interest_expense": ("InterestExpense", "InterestExpenseNonoperating", "InterestExpenseDebt"),
    "depreciation_and_amortization": (
        "DepreciationDepletionAndAmortization",
        "DepreciationAmortizationAndAccretionNet",
        "DepreciationAndAmortization",
        "Depreciation + AmortizationOfIntangibleAssets",
    ),
    "depreciation_ppe": ("Depreciation", "DepreciationNonproduction"),
    "depreciation_servers": (f"Depreciation{_SERVERS}",),
    "amortization_acquired_intangibles": ("AmortizationOfIntangibleAssets",),
    "impairment_ppe": ("TangibleAssetImpairmentCharges", "ImpairmentOfLongLivedAssetsHeldForUse"),
    "capex": (
        "PaymentsToAcquirePropertyPlantAndEquipment",
        "PaymentsToAcquireProductiveAssets",
        "PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities",
    ),
    "finance_lease_additions": ("RightOfUseAssetObtainedInExchangeForFinanceLeaseLiability",),
    "finance_lease_principal_payments": ("FinanceLeasePrincipalPayments",),
    "capitalised_interest": ("InterestCostsCapitalized", "InterestPaidCapitalized"),
    "operating_cash_flow": (
        "NetCashProvidedByUsedInOperatingActivities",
        "NetCashProvidedByUsedInOperatingActivitiesContinuingOperations",
        "CashFlowsFromUsedInOperatingActivities",
    ),
    "free_cash_flow": (
        "NetCashProvidedByUsedInOperatingActivities - PaymentsToAcquirePropertyPlantAndEquipment",
        "NetCashProvidedByUsedInOperatingActivities - PaymentsToAcquireProductiveAssets",
    ),
    "interest_paid": ("InterestPaidNet", "InterestPaid"),
    "aws_revenue": (f"Revenues{_AWS}", f"RevenueFromContractWithCustomerExcludingAssessedTax{_AWS}"),
    "aws_operating_income": (f"OperatingIncomeLoss{_AWS}",),
    "aws_depreciation_ppe": (f"Depreciation{_AWS}", f"DepreciationDepletionAndAmortization{_AWS}"),
    "aws_ppe_net_additions": (f"PropertyPlantAndEquipmentAdditions{_AWS}", f"SegmentExpenditureAdditionToLongLivedAssets{_AWS}"),
    "aws_ppe_net": (f"PropertyPlantAndEquipmentNet{_AWS}", f"LongLivedAssets{_AWS}"),
    "largest_customer_share": ("~ConcentrationRiskPercentage", "~ConcentrationRiskPercentage1"),
    "bad_debt_provision": ("ProvisionForDoubtfulAccounts", "AccountsReceivableCreditLossExpenseReversal"),
    "bad_debt_writeoffs": ("AllowanceForDoubtfulAccountsReceivableWriteOffs",),
    "bad_debt_allowance": ("AllowanceForDoubtfulAccountsReceivableCurrent", "AllowanceForDoubtfulAccountsReceivable"),
    "ppe_gross": (_GROSS, _GROSS_WITH_LEASES),
    "ppe_gross_in_service": (
        f"{_GROSS} - {_GROSS}[ConstructionInProgressMember]",
        f"{_GROSS_WITH_LEASES} - {_GROSS}[ConstructionInProgressMember]",
    ),
    "accumulated_depreciation": (
        "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment",
        "PropertyPlantAndEquipmentAndFinanceLeaseRightOfUseAssetAccumulatedDepreciationAndAmortization",
    ),
    "ppe_net": (
        "PropertyPlantAndEquipmentNet",
        "PropertyPlantAndEquipmentAndFinanceLeaseRightOfUseAssetAfterAccumulatedDepreciationAndAmortization",
    ),
    "servers_network_gross": (f"{_GROSS}{_SERVERS}", f"{_GROSS_WITH_LEASES}{_SERVERS}"),
    "equipment_gross": (f"{_GROSS}[EquipmentMember|MachineryAndEquipmentMember]",),
    "heavy_equipment_gross": (f"{_GROSS}[HeavyEquipmentMember]",),
    "technical_infrastructure_gross": (f"{_GROSS}[TechnicalInfrastructureMember|TechnologyInfrastructureMember]",),
    "land_and_buildings_gross": (
        f"{_GROSS}[LandAndBuildingMember|LandBuildingsAndImprovementsMember]",
        f"{_GROSS}[BuildingMember] + {_GROSS}[LandMember]",
        f"{_GROSS}[BuildingMember|BuildingAndBuildingImprovementsMember]",
    ),
    "construction_in_progress": (f"{_GROSS}[ConstructionInProgressMember]", "ConstructionInProgressGross"),
    "servers_in_construction": (f"{_GROSS}[ServersInConstructionMember|ConstructionInProgressServersMember]",),
    "unpaid_capex": ("CapitalExpendituresIncurredButNotYetPaid",),
    "finance_lease_liabilities": ("FinanceLeaseLiability", "FinanceLeaseLiabilityCurrent + FinanceLeaseLiabilityNoncurrent"),
    "finance_lease_assets_gross": (
        "FinanceLeaseRightOfUseAssetBeforeAccumulatedAmortization",
        f"{_GROSS}[FinanceLeaseRightOfUseAssetMember|AssetsHeldUnderCapitalLeasesMember]",
    ),
    "finance_lease_assets_net": ("FinanceLeaseRightOfUseAsset", "FinanceLeaseRightOfUseAssetAfterAccumulatedAmortization"),
    "cash_and_securities": (
        "CashCashEquivalentsAndShortTermInvestments",
        "CashAndCashEquivalentsAtCarryingValue + MarketableSecuritiesCurrent",
        "CashAndCashEquivalentsAtCarryingValue + AvailableForSaleSecuritiesDebtSecuritiesCurrent",
        "CashAndCashEquivalentsAtCarryingValue + ShortTermInvestments",
        "CashAndCashEquivalentsAtCarryingValue + DebtSecuritiesCurrent",
        "CashAndCashEquivalentsAtCarryingValue + MarketableSecuritiesCurrent + MarketableSecuritiesNoncurrent",
        "~CashAndCashEquivalentsAtCarryingValue",
        "~CashAndCashEquivalents",
    ),
    "receivables": ("AccountsReceivableNetCurrent", "ReceivablesNetCurrent", "CurrentTradeReceivables"),
    "inventory": ("InventoryNet", "Inventories"),
    "public_equity_holdings": ("EquitySecuritiesFvNi", "EquitySecuritiesFVNINoncurrent"),
    "private_equity_holdings": (
        "EquitySecuritiesWithoutReadilyDeterminableFairValueAmount",
        "NonmarketableEquitySecuritiesCarryingValue",
    ),
    "total_debt": (
        "DebtLongtermAndShorttermCombinedAmount",
        "LongTermDebtNoncurrent + DebtCurrent?",
        "LongTermDebt",
        "LongTermDebtNoncurrent + LongTermDebtCurrent?",
        "LongTermNotesAndLoans + NotesPayableCurrent",
        "LongTermDebtNoncurrent + LongTermDebtCurrent + CommercialPaper",
        "LongTermDebtNoncurrent + LongTermDebtCurrent + ShortTermBorrowings",
    ),
    "shareholders_equity": ("StockholdersEquity", "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest", "Equity"),
    "remaining_performance_obligations": ("RevenueRemainingPerformanceObligation",),
    "purchase_commitments": (
        "PurchaseObligation",
        "ContractualObligation",
        "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount",
        "LongTermPurchaseCommitmentAmount",
        "PurchaseCommitmentRemainingMinimumAmountCommitted",
    ),
    "purchase_commitments_other": ("OtherCommitment",),
    "purchase_commitments_construction": ("ContractualObligation[ConstructionInProgressMember]", "PurchaseObligation[ConstructionMember]"),
    "total_contractual_obligations": ("ContractualObligation",),
    "leases_not_commenced": (
        "LeasesNotYetCommencedAmount",
        "LesseeOperatingAndFinanceLeaseLeaseNotYetCommencedUndiscountedAmount",
        "LesseeOperatingLeaseLeaseNotYetCommencedAmount",
        "UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount",
    ),
    "guarantees_maximum_exposure": ("GuaranteeObligationsMaximumExposure",),
}
"""The map. Where several alternatives could answer, the first that the filing states does."""

AMBIGUOUS = frozenset(
    {"UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount", "LongTermPurchaseCommitmentAmount", "OtherCommitment"}
)
"""Concepts that filers use for different things: they confirm, never contradict.

Meta and NVIDIA put leases not commenced under the first."""

UNANSWERED: dict[str, str] = {
    "adjusted_ebitda": "companies define it themselves; it stands in press releases, outside XBRL",
    "revenue_run_rate": "a company's own statement, outside XBRL",
    "valuation_post_money": "the price of a private round, outside filings",
    **dict.fromkeys(
        "vendor_financing_commitments vendor_financing_commitments_loans vendor_financing_commitments_guarantees vendor_financing_drawn "
        "vendor_financing_drawn_loans vendor_financing_drawn_guarantees vendor_financing_available vendor_financing_conditional "
        "vendor_financing_exposure vendor_financing_contingent vendor_financing_impaired vendor_financing_allowance".split(),
        "no standard concept; the filings of 1997 to 2003 that state it are older than XBRL",
    ),
}
"""Metrics that no concept answers, with the reason."""


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of an expression."""

    concept: str
    members: frozenset[str]
    sign: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """One way to answer a metric; `rank` 0 is tried first."""

    text: str
    rank: int
    terms: tuple[Term, ...]
    ambiguous: bool


@cache
def expressions(metric: str) -> tuple[Expression, ...]:
    """The ways to answer a metric, best first; none where no concept does.

    >>> [term.sign for term in expressions("free_cash_flow")[0].terms]
    [1, -1]
    """
    return tuple(_parsed(text, rank) for rank, text in enumerate(CONCEPTS.get(metric, ())))


def _parsed(text: str, rank: int) -> Expression:
    body = text.removeprefix("~")
    terms = []
    for sign, name, members, optional in re.findall(r"([+-]?)\s*(\w+)(?:\[([\w|]+)\])?(\??)", body):
        terms.append(Term(name, frozenset(members.split("|")) if members else frozenset(), -1 if sign == "-" else 1, bool(optional)))
    doubtful = text.startswith("~") or any(term.concept in AMBIGUOUS for term in terms)
    shown = re.sub(r"\[([\w]+)\|[\w|]+\]", r"[\1 or alike]", body)
    return Expression(shown, rank, tuple(terms), doubtful)
