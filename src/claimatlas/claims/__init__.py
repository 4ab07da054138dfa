"""Claims: attribution, holders, quantities and the rows of the claims table."""
