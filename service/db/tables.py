"""All tables under one name: ``tables.Order`` is the row, ``problem.Order`` the thing."""

from __future__ import annotations

from service.db.base import Base, now
from service.db.order_tables import Answer, Consent, File, Import, Job, Order, Part, Plan
from service.db.people_tables import (
    Account,
    ApiToken,
    AuditEntry,
    Consortium,
    Invitation,
    LoginTry,
    Member,
    PasswordReset,
    Role,
    SignIn,
)
from service.db.work_tables import (
    Costing,
    CostingComment,
    Declaration,
    Feed,
    Lot,
    PurchaseOrder,
    Quotation,
    Statement,
)

__all__ = [
    "Account",
    "Answer",
    "ApiToken",
    "AuditEntry",
    "Base",
    "Consent",
    "Consortium",
    "Costing",
    "CostingComment",
    "Declaration",
    "Feed",
    "File",
    "Import",
    "Invitation",
    "Job",
    "LoginTry",
    "Lot",
    "Member",
    "Order",
    "Part",
    "PasswordReset",
    "Plan",
    "PurchaseOrder",
    "Quotation",
    "Role",
    "SignIn",
    "Statement",
    "now",
]
