// Tells the other tabs that the log-in is over: only now, when it is, or they would still find it.
new BroadcastChannel("session").postMessage("over");
