"""What people see, hear and press: everything of Sincerely that talks to the outside.

`actions`, `cards`, `turns` and `channels.port` are the seam: a conversation hears a turn and
answers with cards, and only the four small files of each channel know how its platform works.
"""
