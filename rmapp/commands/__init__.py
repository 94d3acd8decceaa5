"""The commands of no slice: those that run the house (up, init, web, worker, dispatcher, doctor,
clock, mailbox), and ``priority``, which learns from any two files."""
