"""What was said, promised and felt: the domain of Sincerely.

Records are frozen nouns (`records`, `people`), modules are verbs (`tickets`, `updates`, `promises`,
`closing`, `surveys`, `ratings`, `loops`, …), and a `unit_of_work` is the only way in: one
transaction, one reading of the clock, one mouth (`tell`) whose news leaves after the commit.
`drafting` and `reasons` read what people write; `store` is the only room that knows SQL.
"""
