"""The rules of the doelgroepregister: pure functions, standard library only."""
