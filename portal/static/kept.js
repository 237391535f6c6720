// On a page that keeps what somebody typed, for after the next log-in: it goes once they log out in another window.
import { onLogOut } from "./log-out.js";

onLogOut(document.querySelector("main input[name=csrf]").value, () => window.location.replace("/sessie-voorbij"));
