"""Function rights and what each role has before anyone edits it in the panel (ORG-1, ORG-3)."""

from __future__ import annotations

from enum import StrEnum

from erp_visit.core.actor import Scope


class Right(StrEnum):
    """What one may do or see. The value is what the role table stores and what FORBIDDEN names."""

    ADMINISTER = "administer"
    EMPLOYEE_VIEW = "employee.view"
    EMPLOYEE_MANAGE = "employee.manage"
    SETTING_VIEW = "setting.view"
    SETTING_EDIT = "setting.edit"
    AUDIT_VIEW = "audit.view"
    CUSTOMER_VIEW = "customer.view"
    CUSTOMER_EDIT = "customer.edit"
    CREDIT_VIEW = "credit.view"
    CREDIT_EDIT = "credit.edit"
    PRODUCT_VIEW = "product.view"
    PRODUCT_EDIT = "product.edit"
    COST_VIEW = "cost.view"
    PRICE_BELOW_MINIMUM = "price.below_minimum"
    VISIT_VIEW = "visit.view"
    VISIT_DO = "visit.do"
    VISIT_PLAN = "visit.plan"
    VISIT_REVIEW = "visit.review"
    TRACK_VIEW = "track.view"
    FORM_EDIT = "form.edit"
    TASK_VIEW = "task.view"
    TASK_ASSIGN = "task.assign"
    INSIGHT_VIEW = "insight.view"
    ORDER_VIEW = "order.view"
    ORDER_SUBMIT = "order.submit"
    ORDER_APPROVE = "order.approve"
    ORDER_CANCEL = "order.cancel"
    ORDER_CREDIT_OVERRIDE = "order.credit_override"
    STOCK_VIEW = "stock.view"
    STOCK_REVIEW = "stock.review"
    STOCK_CONFIRM = "stock.confirm"
    STOCK_SHIP = "stock.ship"
    STOCK_RECEIVE = "stock.receive"
    RECEIVABLE_VIEW = "receivable.view"
    FINANCE_REVIEW = "finance.review"
    RECEIPT_RECORD = "receipt.record"
    RECEIPT_REVERSE = "receipt.reverse"
    LEDGER_VIEW = "ledger.view"
    IMPORT_RUN = "import.run"
    JOB_VIEW = "job.view"
    NOTIFICATION_EDIT = "notification.edit"


class RoleCode(StrEnum):
    """The roles that every distributor starts with (ORG-1)."""

    REP = "REP"
    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"
    CLERK = "CLERK"
    KEEPER = "KEEPER"
    DRIVER = "DRIVER"
    FINANCE = "FINANCE"
    MARKETING = "MARKETING"
    EXECUTIVE = "EXECUTIVE"
    ADMINISTRATOR = "ADMINISTRATOR"


_R = Right
_FIELD = {
    _R.EMPLOYEE_VIEW, _R.CUSTOMER_VIEW, _R.CREDIT_VIEW, _R.PRODUCT_VIEW, _R.VISIT_VIEW, _R.ORDER_VIEW,
    _R.STOCK_VIEW, _R.RECEIVABLE_VIEW,
}  # fmt: skip
_DAILY = {_R.TASK_VIEW, _R.TASK_ASSIGN, _R.INSIGHT_VIEW}
_SALES = _FIELD | _DAILY | {_R.CUSTOMER_EDIT, _R.VISIT_DO, _R.ORDER_SUBMIT, _R.ORDER_CANCEL}
_LEADS = _SALES | {_R.ORDER_APPROVE, _R.VISIT_PLAN, _R.VISIT_REVIEW, _R.TRACK_VIEW, _R.SETTING_VIEW}

DEFAULT_ROLES: dict[RoleCode, tuple[Scope, frozenset[Right]]] = {
    RoleCode.REP: (Scope.OWN, frozenset(_SALES)),
    RoleCode.SUPERVISOR: (Scope.TEAM, frozenset(_LEADS)),
    RoleCode.MANAGER: (
        Scope.TEAM,
        frozenset(
            _LEADS | {_R.ORDER_CREDIT_OVERRIDE, _R.COST_VIEW, _R.PRICE_BELOW_MINIMUM, _R.AUDIT_VIEW, _R.FORM_EDIT}
        ),
    ),
    RoleCode.CLERK: (
        Scope.ALL,
        frozenset(
            _FIELD
            | _DAILY
            | {_R.CUSTOMER_EDIT, _R.PRODUCT_EDIT, _R.ORDER_SUBMIT, _R.ORDER_APPROVE, _R.ORDER_CANCEL}
            | {_R.SETTING_VIEW, _R.IMPORT_RUN, _R.FORM_EDIT}
        ),
    ),
    RoleCode.KEEPER: (
        Scope.ALL,
        frozenset(
            {_R.EMPLOYEE_VIEW, _R.CUSTOMER_VIEW, _R.PRODUCT_VIEW, _R.ORDER_VIEW, _R.STOCK_VIEW, _R.STOCK_REVIEW}
            | {_R.TASK_VIEW, _R.STOCK_CONFIRM, _R.STOCK_SHIP, _R.STOCK_RECEIVE}
        ),
    ),
    RoleCode.DRIVER: (
        Scope.TEAM,
        frozenset(
            {_R.EMPLOYEE_VIEW, _R.CUSTOMER_VIEW, _R.PRODUCT_VIEW, _R.ORDER_VIEW, _R.STOCK_VIEW, _R.STOCK_SHIP}
            | {_R.TASK_VIEW}
        ),
    ),
    RoleCode.FINANCE: (
        Scope.ALL,
        frozenset(
            _FIELD
            | {_R.CREDIT_EDIT, _R.COST_VIEW, _R.FINANCE_REVIEW, _R.RECEIPT_RECORD, _R.RECEIPT_REVERSE, _R.LEDGER_VIEW}
            | {_R.ORDER_CREDIT_OVERRIDE, _R.SETTING_VIEW, _R.AUDIT_VIEW, _R.IMPORT_RUN, _R.TASK_VIEW, _R.TASK_ASSIGN}
        ),
    ),
    RoleCode.MARKETING: (
        Scope.ALL,
        frozenset(
            {_R.EMPLOYEE_VIEW, _R.CUSTOMER_VIEW, _R.PRODUCT_VIEW, _R.VISIT_VIEW, _R.ORDER_VIEW, _R.FORM_EDIT} | _DAILY
        ),
    ),
    RoleCode.EXECUTIVE: (
        Scope.ALL,
        frozenset(_FIELD | _DAILY | {_R.COST_VIEW, _R.LEDGER_VIEW, _R.SETTING_VIEW, _R.AUDIT_VIEW, _R.TRACK_VIEW}),
    ),
    RoleCode.ADMINISTRATOR: (Scope.ALL, frozenset(Right)),
}

__all__ = ["DEFAULT_ROLES", "Right", "RoleCode"]
