"""The pages a person meets; they speak to the register over HTTP only."""
