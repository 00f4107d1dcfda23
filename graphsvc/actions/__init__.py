"""What a person can record, by name; one file each."""

from collections.abc import Mapping
from types import MappingProxyType

from graphsvc.action import Action
from graphsvc.actions.add_to_case import ADD_TO_CASE
from graphsvc.actions.announce_departure import ANNOUNCE_DEPARTURE
from graphsvc.actions.answer_introduction import ANSWER_INTRODUCTION
from graphsvc.actions.approve_what_ifs import APPROVE_WHAT_IFS
from graphsvc.actions.ask_erasure import ASK_ERASURE
from graphsvc.actions.ask_introduction import ASK_INTRODUCTION
from graphsvc.actions.carry_out_erasure import CARRY_OUT_ERASURE
from graphsvc.actions.close_case import CLOSE_CASE
from graphsvc.actions.close_departure import CLOSE_DEPARTURE
from graphsvc.actions.correct_last_day import CORRECT_LAST_DAY
from graphsvc.actions.correct_tie import CORRECT_TIE
from graphsvc.actions.deactivate_user import DEACTIVATE_USER
from graphsvc.actions.declare_tie import DECLARE_TIE
from graphsvc.actions.delegate_account import DELEGATE_ACCOUNT
from graphsvc.actions.different_person import DIFFERENT_PERSON
from graphsvc.actions.end_grant import END_GRANT
from graphsvc.actions.export_notices import EXPORT_NOTICES
from graphsvc.actions.give_consent import GIVE_CONSENT
from graphsvc.actions.grant_role import GRANT_ROLE
from graphsvc.actions.hide_tie import HIDE_TIE
from graphsvc.actions.leave_out_suggestion import LEAVE_OUT_SUGGESTION
from graphsvc.actions.object import OBJECT
from graphsvc.actions.open_case import OPEN_CASE
from graphsvc.actions.open_departure import OPEN_DEPARTURE
from graphsvc.actions.record_consent import RECORD_CONSENT
from graphsvc.actions.record_interest import RECORD_INTEREST
from graphsvc.actions.record_withdrawal import RECORD_WITHDRAWAL
from graphsvc.actions.remove_from_case import REMOVE_FROM_CASE
from graphsvc.actions.same_person import SAME_PERSON
from graphsvc.actions.set_last_day import SET_LAST_DAY
from graphsvc.actions.set_partner import SET_PARTNER
from graphsvc.actions.share_case import SHARE_CASE
from graphsvc.actions.show_tie import SHOW_TIE
from graphsvc.actions.suggest_again import SUGGEST_AGAIN
from graphsvc.actions.take_back_account import TAKE_BACK_ACCOUNT
from graphsvc.actions.take_back_erasure import TAKE_BACK_ERASURE
from graphsvc.actions.withdraw_consent import WITHDRAW_CONSENT

__all__ = ["ACTIONS"]

ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        action.name: action
        for action in (
            OPEN_CASE,
            ADD_TO_CASE,
            REMOVE_FROM_CASE,
            SET_LAST_DAY,
            SHARE_CASE,
            CLOSE_CASE,
            APPROVE_WHAT_IFS,
            OPEN_DEPARTURE,
            CORRECT_LAST_DAY,
            SET_PARTNER,
            ANNOUNCE_DEPARTURE,
            LEAVE_OUT_SUGGESTION,
            SUGGEST_AGAIN,
            CLOSE_DEPARTURE,
            GRANT_ROLE,
            END_GRANT,
            DEACTIVATE_USER,
            DECLARE_TIE,
            HIDE_TIE,
            SHOW_TIE,
            CORRECT_TIE,
            GIVE_CONSENT,
            WITHDRAW_CONSENT,
            RECORD_CONSENT,
            RECORD_INTEREST,
            RECORD_WITHDRAWAL,
            OBJECT,
            EXPORT_NOTICES,
            ASK_ERASURE,
            TAKE_BACK_ERASURE,
            CARRY_OUT_ERASURE,
            ASK_INTRODUCTION,
            ANSWER_INTRODUCTION,
            DELEGATE_ACCOUNT,
            TAKE_BACK_ACCOUNT,
            SAME_PERSON,
            DIFFERENT_PERSON,
        )
    }
)
"""Actions by name, in the order that help lists them."""
