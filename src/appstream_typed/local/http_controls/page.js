"use strict";
// Clients choose the names of resources, so only textContent inserts them into the page.
const PERIOD = 1000;
const SHOWN = 500;
const REQUESTS = 50;
const TITLES = {
  image_builders: "Image builders", fleets: "Fleets", stacks: "Stacks", sessions: "Sessions",
  images: "Images", aws_images: "AWS images", app_blocks: "App blocks",
  app_block_builders: "App block builders", applications: "Applications", users: "Users",
  entitlements: "Entitlements", directory_configs: "Directory configs", themes: "Themes",
  usage_report_subscriptions: "Usage report subscriptions", export_image_tasks: "Export image tasks",
  fleet_stack_associations: "Fleet-stack associations", user_stack_associations: "User-stack associations",
  application_fleet_associations: "Application-fleet associations",
  app_block_builder_associations: "App block builder associations",
};
const CLOSED = new Set(["aws_images", "fleet_stack_associations"]);
const GOOD = /^(RUNNING|AVAILABLE|ACTIVE|COMPLETED|ENABLED|CONFIRMED)$/;
const BAD = /FAILED|ERROR|INVALID/;
const BUSY = /ING$|PENDING|UNCONFIRMED/;

const byId = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
const last = (arn) => (arn ? String(arn).split("/").pop() : "");
const joined = (...parts) => parts.filter((part) => part !== undefined && part !== null && part !== "").join(" · ");
const clockText = (time) => time.slice(11, 19);

const nameOf = (item) => item.Name ?? item.DirectoryName ?? item.Id ?? item.TaskId ?? item.StackName ?? item.FleetName ?? last(item.Arn) ?? "";
const stateOf = (item) => item.State ?? item.Status ?? (item.Enabled === undefined ? "" : item.Enabled ? "ENABLED" : "DISABLED");
const errorsOf = (item) =>
  [].concat(item.FleetErrors ?? [], item.ImageBuilderErrors ?? [], item.ImageErrors ?? [], item.AppBlockBuilderErrors ?? [], item.ErrorDetails ?? [], item.StackErrors ?? [])
    .map((error) => joined(error.ErrorCode, error.ErrorMessage));
const capacity = (status) => status && `${status.Running ?? 0} of ${status.Desired ?? 0} instances, ${status.InUse ?? 0} in use`;
const DETAILS = {
  image_builders: (item) => joined(item.InstanceType, last(item.ImageArn)),
  fleets: (item) => joined(item.FleetType, item.InstanceType, item.FleetType === "ELASTIC" ? "" : capacity(item.ComputeCapacityStatus)),
  stacks: (item) => joined(item.DisplayName, item.Description),
  sessions: (item) => joined(`${item.UserId} on ${item.StackName} / ${item.FleetName}`, item.AuthenticationType, item.ConnectionState),
  images: (item) => joined(item.Platform, item.Visibility),
  aws_images: (item) => joined(item.Platform),
  users: (item) => joined(item.AuthenticationType, "name hidden because it is sensitive"),
};
const detailOf = (kind, item) =>
  (DETAILS[kind] ?? ((each) => joined(each.DisplayName, each.Description, each.FleetName, each.StackName, last(each.ApplicationArn), last(each.AppBlockArn), each.AppBlockBuilderName)))(item);

function badge(text) {
  const kind = BAD.test(text) ? "bad" : GOOD.test(text) ? "good" : BUSY.test(text) ? "busy" : "";
  return make("span", `badge ${kind}`.trim(), text);
}

async function ask(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const data = await response.json();
  if (!response.ok) throw new Error(data.error);
  return data;
}

// --- resources ---
const sections = new Map();
let chosen = null;

function section(kind) {
  let found = sections.get(kind);
  if (found) return found;
  const card = make("details", "card");
  card.open = !CLOSED.has(kind);
  card.dataset.kind = kind;
  const title = make("summary", "", TITLES[kind] ?? kind);
  const count = make("span", "count");
  title.append(count);
  const scroll = make("div", "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("aria-label", TITLES[kind] ?? kind);
  const table = make("table");
  const head = make("tr");
  for (const text of ["Name", "State", "Details"]) head.append(make("th", "", text));
  const thead = make("thead");
  thead.append(head);
  const body = make("tbody");
  table.append(thead, body);
  scroll.append(table);
  card.append(title, scroll);
  found = { card, count, body, shown: "" };
  sections.set(kind, found);
  return found;
}

function rowOf(kind, item) {
  const row = make("tr");
  const state = make("td");
  if (stateOf(item)) state.append(badge(stateOf(item)));
  const detail = make("td", "small", detailOf(kind, item));
  for (const error of errorsOf(item)) detail.append(make("div", "problem", error));
  row.append(make("td", "", nameOf(item)), state, detail);
  return row;
}

function split(resources, totals) {
  const kinds = { ...resources };
  const counts = { ...totals };
  if (kinds.images) {
    const own = kinds.images.filter((item) => item.Visibility !== "PUBLIC");
    const aws = kinds.images.filter((item) => item.Visibility === "PUBLIC");
    counts.aws_images = aws.length;
    counts.images = totals.images - aws.length;
    Object.assign(kinds, { images: own, aws_images: aws });
  }
  return [kinds, counts];
}

function showResources(account) {
  const [kinds, totals] = account ? split(account.resources, account.totals) : [{}, {}];
  const wanted = byId("filter").value.trim().toLowerCase();
  let found = 0;
  let all = 0;
  const place = byId("kinds");
  for (const kind of new Set([...Object.keys(TITLES), ...Object.keys(kinds)])) {
    const items = kinds[kind] ?? [];
    const matching = items.filter((item) =>
      !wanted || joined(nameOf(item), stateOf(item), detailOf(kind, item), ...errorsOf(item)).toLowerCase().includes(wanted));
    if (!matching.length) {
      sections.get(kind)?.card.remove();
      continue;
    }
    const part = section(kind);
    found += matching.length;
    if (part.card.parentNode !== place) insertInOrder(place, part.card);
    const total = totals[kind] ?? items.length;
    all += total;
    const count = wanted ? `${matching.length} of ${total}` : items.length < total ? `${total}, first ${items.length} shown` : String(total);
    if (part.count.textContent !== count) part.count.textContent = count;
    const signature = JSON.stringify(matching);
    if (part.shown !== signature) {
      part.shown = signature;
      part.body.replaceChildren(...matching.map((item) => rowOf(kind, item)));
    }
  }
  byId("found").textContent = wanted ? `${found} found` : all ? `${all} in total` : "";
  const own = Object.entries(kinds).some(([kind, items]) => kind !== "aws_images" && items.length);
  byId("empty").hidden = own;
  byId("tools").hidden = !own && !all;
}

function insertInOrder(place, card) {
  const order = Object.keys(TITLES);
  const rank = (each) => (order.indexOf(each.dataset.kind) + 1 || order.length + 1);
  const next = [...place.children].find((each) => rank(each) > rank(card));
  place.insertBefore(card, next ?? null);
}

function showAccounts(accounts) {
  const key = (each) => `${each.account_id} ${each.region_name}`;
  const size = (each) => Object.entries(each.totals).reduce((sum, [kind, count]) => sum + (kind === "images" ? 0 : count), 0);
  const keys = accounts.map(key);
  const picker = byId("account");
  if (!keys.includes(chosen)) chosen = accounts.length ? key([...accounts].sort((a, b) => size(b) - size(a))[0]) : null;
  if (picker.dataset.shown !== JSON.stringify(keys)) {
    picker.dataset.shown = JSON.stringify(keys);
    picker.replaceChildren(...keys.map((each) => { const option = make("option", "", each); option.value = each; return option; }));
    picker.hidden = keys.length < 2;
    byId("only").textContent = keys.length === 1 ? keys[0] : "";
  }
  picker.value = chosen ?? "";
  return accounts.find((each) => key(each) === chosen);
}

// --- clock, faults, requests ---
function showClock(clock) {
  byId("time").textContent = `${clock.time.slice(0, 10)} ${clockText(clock.time)}`;
  const pace = clock.speed > 1 || (clock.speed && clock.speed < 1) ? `runs ${clock.speed} times as fast as real time` : clock.speed || clock.class === "RealClock" ? "runs in real time" : clock.class === "ManualClock" ? "stopped until it is advanced" : clock.class;
  byId("pace").textContent = joined("UTC", pace, clock.can_advance ? "" : "cannot be advanced");
}

function showFaults(faults) {
  const place = byId("faults");
  byId("fault-count").textContent = faults.length ? String(faults.length) : "none";
  byId("clear").hidden = !faults.length;
  if (place.dataset.shown === JSON.stringify(faults)) return;
  place.dataset.shown = JSON.stringify(faults);
  place.replaceChildren(...faults.map((fault) => {
    const item = make("li");
    const line = make("div", "row");
    line.append(badge(fault.fault), make("span", "", fault.operation ?? "any operation"));
    line.firstChild.classList.add("bad");
    const often = fault.times === null ? "until cleared" : fault.times === 1 ? "once" : `${fault.times} times`;
    item.append(line, make("div", "soft small", joined(often, fault.skip ? `after ${fault.skip} more requests` : "", fault.every > 1 ? `one request in ${fault.every}` : "")));
    return item;
  }));
}

function showRequests(requests) {
  const place = byId("requests");
  const signature = JSON.stringify(requests);
  if (place.dataset.shown === signature) return;
  place.dataset.shown = signature;
  if (!requests.length) {
    place.replaceChildren(make("li", "soft", "None yet"));
    return;
  }
  place.replaceChildren(...[...requests].reverse().map((request) => {
    const item = make("li");
    const line = make("div", "row");
    const status = badge(String(request.status));
    status.classList.add(request.status >= 400 ? "bad" : "good");
    line.append(status, make("span", "", request.operation));
    item.append(line, make("div", "soft small", joined(clockText(request.time), request.region_name, request.account_id)));
    const problem = joined(request.error_code, request.fault ? `fault: ${request.fault}` : "");
    if (problem) item.append(make("div", "problem small", problem));
    return item;
  }));
}

function tell(text, isProblem) {
  byId("message").textContent = text;
  byId("message").className = `small ${isProblem ? "problem" : "soft"}`;
}

// --- updates ---
let current = null;
let timer = null;

async function follow() {
  clearTimeout(timer);
  const badgeOf = byId("follow");
  try {
    const [state, log] = await Promise.all([
      ask("GET", `/_local/state?limit=${SHOWN}`), ask("GET", `/_local/requests?limit=${REQUESTS}`),
    ]);
    current = state;
    showClock(state.clock);
    showResources(showAccounts(state.accounts));
    showFaults(state.faults);
    showRequests(log.requests);
    badgeOf.textContent = state.defects ? `Defects: ${state.defects}, see the log` : "Connected";
    badgeOf.className = `badge ${state.defects ? "bad" : "good"}`;
  } catch (error) {
    badgeOf.textContent = "Server not reachable, retrying";
    badgeOf.className = "badge bad";
  }
  timer = setTimeout(follow, document.hidden ? 5 * PERIOD : PERIOD);
}

async function advance(seconds) {
  try {
    if (!(seconds >= 0)) throw new Error("Enter a number of seconds, 0 or more.");
    await ask("POST", "/_local/advance", { seconds });
    tell(`Advanced by ${seconds} seconds.`, false);
    await follow();
  } catch (error) {
    tell(error.message, true);
  }
}

byId("recipe").textContent = [
  `export AWS_ENDPOINT_URL_APPSTREAM=${location.origin}`,
  "export AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=local",
  "export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1",
].join("\n");
byId("steps").addEventListener("click", (event) => {
  const seconds = event.target.dataset?.seconds;
  if (seconds) advance(Number(seconds));
});
byId("advance").addEventListener("click", () => advance(byId("seconds").value === "" ? NaN : Number(byId("seconds").value)));
byId("seconds").addEventListener("keydown", (event) => { if (event.key === "Enter") byId("advance").click(); });
byId("clear").addEventListener("click", () => ask("DELETE", "/_local/faults").then(follow, (error) => tell(error.message, true)));
byId("filter").addEventListener("input", () => current && showResources(showAccounts(current.accounts)));
byId("account").addEventListener("change", (event) => { chosen = event.target.value; if (current) showResources(showAccounts(current.accounts)); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) follow(); });
follow();
