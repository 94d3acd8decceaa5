"""The commands that run the house: up, init, web, worker, dispatcher, doctor, clock, mailbox."""
