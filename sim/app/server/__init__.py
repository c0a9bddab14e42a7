"""The server of the workshop: who may come in, rooms, commands, the socket."""
