// The page at /graphiql. The access token lives in a variable of a session below, and nowhere else.
"use strict";
(() => {
  const { createElement } = React;
  const place = document.getElementById("graphiql");
  const said = document.getElementById("said");
  const menu = document.getElementById("login");
  const field = document.getElementById("token");
  const schema = document.getElementById("schema");
  const docs = document.getElementById("docs");
  const curl = document.getElementById("curl");
  const THEME = "graphiql:theme";
  let storage = inMemory();
  let examples = {};
  let root = null;
  let authorized = false; // whether what GraphiQL asks has a token
  let turn = 0; // who switches twice in a row sees the last one only

  // What GraphiQL wants to remember (queries, variables, history), until the tab closes or the role changes: once
  // closed it forgets, and takes nothing more. GraphiQL writes late, and its next self begins by reading the old one.
  function inMemory() {
    const held = new Map();
    let open = true;
    return {
      get length() {
        return held.size;
      },
      getItem: (key) => held.get(key) ?? null,
      setItem: (key, value) => void (open && held.set(key, String(value))),
      removeItem: (key) => void held.delete(key),
      clear: () => held.clear(),
      close: () => {
        open = false;
        held.clear();
      },
    };
  }

  async function post(url, headers, body) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    try {
      return { status: response.status, body: await response.json() };
    } catch {
      return { status: response.status, body: { errors: [{ message: `HTTP ${response.status}, without JSON.` }] } };
    }
  }

  function ask(token, query) {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    return post("/graphql", { accept: "application/graphql-response+json", ...authorization }, query);
  }

  async function demoToken(login) {
    if (login === "none") return null;
    const { status, body } = await post("/development/token", { "x-development-login": "graphiql" }, { login });
    if (status !== 200) throw new Error(`Er kwam geen token voor deze log-in (HTTP ${status}).`);
    return body.token;
  }

  // A fetcher for GraphiQL: it gives the answer as it came, a refusal too, and says its HTTP status.
  function fetcherOf(token, login) {
    const mine = turn;
    return async ({ operationName, ...query }) => {
      // Just after one chose another tab, GraphiQL still names the operation of the tab before.
      if (operationName && query.query.includes(` ${operationName}`)) query.operationName = operationName;
      let answer = await ask(token, query);
      if (answer.status === 401 && token !== null && login !== null) {
        token = await demoToken(login); // it has expired
        answer = await ask(token, query);
      }
      const asked = operationName !== "IntrospectionQuery";
      if (asked && mine === turn) said.textContent = `Antwoord: HTTP ${answer.status}`;
      return answer.body;
    };
  }

  // Forget the role before: its tabs, its answers, its history.
  function clear() {
    authorized = false;
    const theme = storage.getItem(THEME);
    root?.unmount();
    root = null;
    storage.close();
    storage = inMemory();
    if (theme !== null) storage.setItem(THEME, theme);
    return theme;
  }

  function show(token, login, tabs) {
    const theme = clear();
    authorized = token !== null;
    root = ReactDOM.createRoot(place);
    root.render(
      createElement(
        GraphiQL,
        {
          fetcher: fetcherOf(token, login),
          storage,
          defaultTheme: theme,
          defaultTabs: tabs,
          variables: tabs[0].variables, // GraphiQL doesn't take those of the first tab
          defaultEditorToolsVisibility: "variables",
          isHeadersEditorEnabled: false,
          shouldPersistHeaders: false,
          showPersistHeadersSettings: false,
        },
        createElement(GraphiQL.Logo, null, "GraphiQL"),
      ),
    );
  }

  function linkSchema(role) {
    schema.href = role && role !== "none" ? `/schema.graphql?role=${role}` : "/schema.graphql";
  }

  function textOf(where) {
    return place.querySelector(`${where} .CodeMirror`)?.CodeMirror.getValue().trim() ?? "";
  }

  // The request of the open tab for a shell; a token is left for who runs it, so that it isn't in their history.
  function asCurl() {
    const variables = textOf("[aria-label='Variables']");
    const body = { query: textOf(".graphiql-query-editor"), ...(variables ? { variables: JSON.parse(variables) } : {}) };
    const quoted = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
    return [
      `curl ${window.location.origin}/graphql`,
      "-H 'Content-Type: application/json'",
      "-H 'Accept: application/graphql-response+json'",
      ...(authorized ? ['-H "Authorization: Bearer $TOKEN"'] : []),
      `--data '${quoted}'`,
    ].join(" \\\n  ");
  }

  docs.addEventListener("click", () => place.querySelector("[aria-label='Show Documentation Explorer']")?.click());

  curl.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(asCurl());
      said.textContent = authorized ? "Gekopieerd. Zet uw token in de variabele TOKEN." : "Gekopieerd.";
    } catch (error) {
      said.textContent = error instanceof SyntaxError ? "De variabelen zijn geen JSON." : "Kopiëren is niet gelukt.";
    }
  });

  async function actAs(login) {
    const mine = ++turn;
    linkSchema(menu.selectedOptions[0].dataset.role);
    said.textContent = "";
    try {
      const token = await demoToken(login);
      if (mine === turn) show(token, login, examples[login]);
    } catch (error) {
      if (mine !== turn) return;
      clear();
      said.textContent = error.message;
    }
  }

  async function useToken(text) {
    const mine = ++turn;
    const token = text.trim().replace(/^Bearer\s+/i, "") || null;
    said.textContent = "";
    let role = "none";
    if (token !== null) {
      const { status, body } = await ask(token, { query: "{ viewer { role } }" });
      if (mine !== turn) return;
      if (!body.data) {
        said.textContent = `Dit token is niet geaccepteerd (HTTP ${status}).`;
        return;
      }
      role = body.data.viewer.role;
    }
    field.value = "";
    linkSchema(role);
    said.textContent = token === null ? "Zonder token" : `Rol: ${role}`;
    show(token, null, examples[role]);
  }

  // The editors give Tab back to the page, so that the keyboard gets out of them, have a name to be called by, and
  // wrap long lines.
  function accessible(editor) {
    if (editor.dataset.accessible) return;
    editor.dataset.accessible = "yes";
    editor.CodeMirror.addKeyMap({ Tab: false, "Shift-Tab": false });
    editor.CodeMirror.setOption("lineWrapping", true);
    const name = editor.closest("[aria-label]")?.getAttribute("aria-label") ?? "Editor";
    editor.querySelector("textarea").setAttribute("aria-label", name);
    if (editor.closest(".graphiql-response")) editor.querySelector(".CodeMirror-scroll").tabIndex = 0; // to scroll it
  }

  new MutationObserver(() => {
    for (const editor of place.querySelectorAll(".CodeMirror")) if (editor.CodeMirror) accessible(editor);
  }).observe(place, { childList: true, subtree: true });

  async function start() {
    examples = await (await fetch("/graphiql/examples.json", { credentials: "omit" })).json();
    if (menu) {
      menu.addEventListener("change", () => actAs(menu.value));
      await actAs(menu.value);
    } else {
      const use = () => useToken(field.value);
      document.getElementById("use").addEventListener("click", use);
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") use();
      });
      await useToken("");
    }
  }

  start();
})();
