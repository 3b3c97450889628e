"""The screens of evidence: figures, sources, intake."""

from .downloads import figure_export
from .figures import figure_detail, figure_moves, indicator_list
from .intakes import (
    intake_columns,
    intake_confirm,
    intake_detail,
    intake_list,
    intake_problems,
    intake_progress,
    intake_target,
)
from .sources import source_detail, source_download, source_list, source_problems, source_withdraw

__all__ = [
    "figure_detail",
    "figure_export",
    "figure_moves",
    "indicator_list",
    "intake_columns",
    "intake_confirm",
    "intake_detail",
    "intake_list",
    "intake_problems",
    "intake_progress",
    "intake_target",
    "source_detail",
    "source_download",
    "source_list",
    "source_problems",
    "source_withdraw",
]
