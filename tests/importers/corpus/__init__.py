"""What people send: more than forty files, and exactly what each must be understood to say."""

from __future__ import annotations

from tests.importers.corpus.case import Case
from tests.importers.corpus.census_cells import CENSUS_CELLS
from tests.importers.corpus.census_files import CENSUS_FILES
from tests.importers.corpus.census_layouts import CENSUS_LAYOUTS
from tests.importers.corpus.follow_ups import FOLLOW_UPS
from tests.importers.corpus.load_plans import LOAD_PLANS
from tests.importers.corpus.supplies import SUPPLIES

CORPUS: tuple[Case, ...] = (
    *CENSUS_LAYOUTS,
    *CENSUS_CELLS,
    *CENSUS_FILES,
    *LOAD_PLANS,
    *SUPPLIES,
    *FOLLOW_UPS,
)
