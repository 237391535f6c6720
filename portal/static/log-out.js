// The windows of a browser tell each other here who is logged in, and that a log-in is over for all of them: the page
// after logging out says so, when it is (logged-out.js).
export const channel = new BroadcastChannel("session");

// What tells one user from another, of the mark that forms send along.
export const holderOf = (csrf) => csrf.split(".").at(-1);

// Calls leave once who this page is of logged out, or somebody else logged in.
export function onLogOut(csrf, leave) {
  channel.addEventListener("message", ({ data }) => {
    if (data === "over" || data.holder !== holderOf(csrf)) leave();
  });
}
