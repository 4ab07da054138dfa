"""What codes claims: holders, hedges, negation, dates, amounts and places of a proposition."""

from claimatlas.claims.coding.dates import find_dates, parse_date
from claimatlas.claims.coding.numbers import find_numbers, parse_number

__all__ = ["find_dates", "find_numbers", "parse_date", "parse_number"]
