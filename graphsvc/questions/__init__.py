"""What can be asked, by name; one file each."""

from collections.abc import Mapping
from types import MappingProxyType

from graphsvc.question import Question
from graphsvc.questions.alumni import ALUMNI
from graphsvc.questions.alumni_at_clients import ALUMNI_AT_CLIENTS
from graphsvc.questions.bridge_people import BRIDGE_PEOPLE
from graphsvc.questions.bridge_ties import BRIDGE_TIES
from graphsvc.questions.cooling_ties import COOLING_TIES
from graphsvc.questions.coverage import COVERAGE
from graphsvc.questions.coverage_matrix import COVERAGE_MATRIX
from graphsvc.questions.departure_impact import DEPARTURE_IMPACT
from graphsvc.questions.introductions import INTRODUCTIONS
from graphsvc.questions.keepers import KEEPERS
from graphsvc.questions.leaver_suggestions import LEAVER_SUGGESTIONS
from graphsvc.questions.portfolio import PORTFOLIO
from graphsvc.questions.single_points_of_failure import SINGLE_POINTS_OF_FAILURE
from graphsvc.questions.your_role import YOUR_ROLE

__all__ = ["QUESTIONS"]

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        question.name: question
        for question in (
            PORTFOLIO,
            COVERAGE,
            COVERAGE_MATRIX,
            COOLING_TIES,
            SINGLE_POINTS_OF_FAILURE,
            BRIDGE_PEOPLE,
            BRIDGE_TIES,
            DEPARTURE_IMPACT,
            LEAVER_SUGGESTIONS,
            ALUMNI,
            ALUMNI_AT_CLIENTS,
            KEEPERS,
            INTRODUCTIONS,
            YOUR_ROLE,
        )
    }
)
"""Questions by name, in the order that help lists them."""
