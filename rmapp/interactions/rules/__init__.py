"""Pure decisions about contacts: when the next one is, whether it is too early to give up, how a
local time becomes a moment. Values in, values out."""
