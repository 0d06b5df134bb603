"""What the targets must show, worked out from HR's own store without the product.

`snapshot` judges a company whose people are hired, move and leave, from HR's rows as they are, with tables typed by hand;
`addresses` judges what UKG is to hold, `audited` whether each effect was told.
`tape`, `life`, `wanted` and `verdict` judge any history: from all that HR ever showed, and the policy's files read anew.
Nothing here imports the product. Read are the simulators' stores, the policy's files and counts of audit records.
"""

from scenarios.oracle.addresses import unwritten
from scenarios.oracle.audited import unaudited
from scenarios.oracle.snapshot import differences
from scenarios.oracle.tables import Tables
from scenarios.oracle.tape import Tape
from scenarios.oracle.verdict import Finding, Verdict, judged

__all__ = ["Finding", "Tables", "Tape", "Verdict", "differences", "judged", "unaudited", "unwritten"]
