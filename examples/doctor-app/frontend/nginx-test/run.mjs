// Runs the header matrix against a real nginx:
//   npm run test:nginx                        starts the nginx on PATH (or $NGINX) with this directory's conf
//   npm run test:nginx -- http://host:port    asks a running container instead (rows on fixture files are left out)
//   npm run test:nginx -- other.conf          checks another server configuration instead of nginx.conf
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { ALWAYS, FIXTURE, MATRIX } from "./matrix.mjs";

const FRONTEND = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** One exchange; headers as nginx sent them, repeated ones kept apart. */
function ask(base, { url, method = "GET", request: headers = {} }) {
  return new Promise((done, failed) => {
    const target = new URL(base);
    const options = { host: target.hostname, port: target.port, path: url, method, headers, agent: false };
    const outgoing = request(options, (incoming) => {
      const chunks = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", failed);
      incoming.on("end", () => {
        const all = {};
        for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
          (all[incoming.rawHeaders[i].toLowerCase()] ??= []).push(incoming.rawHeaders[i + 1]);
        }
        done({ status: incoming.statusCode, headers: all, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on("error", failed);
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error("no answer within 10 s")));
    outgoing.end();
  });
}

/** What is wrong with an answer, in words; empty when nothing is. */
function faults(row, answer) {
  const found = [];
  const expect = (what, actual, wanted) => {
    if (wanted instanceof RegExp ? !wanted.test(actual) : actual !== wanted) {
      found.push(`${what} is ${JSON.stringify(actual)}, not ${wanted}`);
    }
  };
  const once = (name) => {
    const values = answer.headers[name] ?? [];
    if (values.length !== 1) {
      found.push(`${name} comes ${values.length} times: ${JSON.stringify(values)}`);
    }
    return values[0];
  };
  expect("status", answer.status, row.status);
  if (row.status !== 304) {
    expect("content-type", once("content-type")?.replace(/;.*/, ""), row.type);
  }
  expect("cache-control", once("cache-control"), row.cache);
  for (const [name, value] of Object.entries(ALWAYS)) {
    expect(name, once(name), value);
  }
  if ("expires" in answer.headers) {
    found.push("expires is sent beside cache-control");
  }
  expect("server", answer.headers.server?.join(), "nginx");
  const zipped = answer.headers["content-encoding"]?.join() === "gzip";
  if (row.gzip !== undefined) {
    expect("gzip", zipped, row.gzip);
  }
  if (row.gzip) {
    expect("vary", once("vary"), "Accept-Encoding");
  }
  const body = (zipped ? gunzipSync(answer.body) : answer.body).toString();
  if (row.body && !row.body.test(body)) {
    found.push(`body is ${JSON.stringify(body.slice(0, 80))}`);
  }
  return found;
}

async function check(base, row) {
  if (!row.revalidate) {
    return faults(row, await ask(base, row));
  }
  const first = await ask(base, row);
  const etag = first.headers.etag?.[0];
  if (!etag) {
    return ["no etag to ask again with"];
  }
  return faults(row, await ask(base, { ...row, request: { "if-none-match": etag } }));
}

async function run(base, rows) {
  let failures = 0;
  for (const row of rows) {
    const found = await check(base, row);
    failures += found.length > 0 ? 1 : 0;
    const asked = Object.entries(row.request ?? {}).map(([name, value]) => `${name}: ${value}`);
    const how = row.revalidate ? ["if-none-match"] : asked;
    console.log(`${found.length === 0 ? "ok  " : "FAIL"} ${row.status} ${row.method ?? "GET"} ${row.url} ${how.join(", ")}`.trimEnd());
    found.forEach((fault) => console.log(`       ${fault}`));
  }
  console.log(`${rows.length - failures} of ${rows.length} rows hold`);
  return failures === 0;
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** The two conf files as they are, but for paths and the port, which an ordinary user may not use. */
function layOut(directory, port, conf) {
  const html = join(directory, "html");
  mkdirSync(html);
  cpSync(join(FRONTEND, "public"), html, { recursive: true });
  cpSync(join(FRONTEND, "index.html"), join(html, "index.html"));
  for (const [path, text] of Object.entries(FIXTURE)) {
    mkdirSync(dirname(join(html, path)), { recursive: true });
    writeFileSync(join(html, path), text);
  }
  const swap = (text, from, to) => {
    if (!text.includes(from)) {
      throw new Error(`the configuration no longer holds "${from}": nginx-test/run.mjs must follow`);
    }
    return text.replaceAll(from, to);
  };
  let site = readFileSync(conf, "utf8");
  site = swap(site, "listen 80;", `listen 127.0.0.1:${port};`);
  site = site.replace("listen [::]:80;", existsSync("/proc/net/if_inet6") ? `listen [::1]:${port};` : "");
  site = swap(site, "root /usr/share/nginx/html;", `root ${html};`);
  writeFileSync(join(directory, "default.conf"), site);
  let main = readFileSync(join(FRONTEND, "nginx-main.conf"), "utf8");
  main = swap(main, " /tmp/", ` ${directory}/`);
  main = swap(main, "include /etc/nginx/conf.d/*.conf;", `include ${directory}/default.conf;`);
  main = swap(main, "access_log /dev/stdout json;", `access_log ${directory}/access.log json;`);
  writeFileSync(join(directory, "nginx.conf"), main);
  return join(directory, "nginx.conf");
}

async function untilListening(base, nginx) {
  for (;;) {
    try {
      return await ask(base, { url: "/nginx-health" });
    } catch (error) {
      if (nginx.exitCode !== null || error.code !== "ECONNREFUSED") {
        throw error;
      }
      await new Promise((next) => setTimeout(next, 20));
    }
  }
}

async function withOwnNginx(site) {
  const directory = mkdtempSync(join(tmpdir(), "nginx-test-"));
  chmodSync(directory, 0o755); // started by root, nginx serves as another user
  const port = await freePort();
  const conf = layOut(directory, port, site);
  const program = process.env.NGINX ?? (existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx");
  const nginx = spawn(program, ["-e", "stderr", "-c", conf, "-g", "daemon off;"], { stdio: "inherit" });
  const ended = new Promise((done) => nginx.on("close", done));
  const started = new Promise((_, failed) =>
    nginx.on("error", () => failed(new Error(`${program} cannot be started; on Debian: apt-get install nginx-light`))),
  );
  try {
    const base = `http://127.0.0.1:${port}`;
    await Promise.race([untilListening(base, nginx), started]);
    const good = await run(base, MATRIX);
    const log = readFileSync(join(directory, "access.log"), "utf8").trimEnd().split("\n");
    log.forEach((line) => JSON.parse(line));
    if (log.some((line) => line.includes('"/nginx-health"'))) {
      console.log("FAIL probes are logged");
      return false;
    }
    return good;
  } finally {
    nginx.kill("SIGQUIT");
    await Promise.race([ended, started.catch(() => undefined)]);
    rmSync(directory, { recursive: true });
  }
}

const [argument] = process.argv.slice(2);
const onFixture = (row) => row.status < 400 && Object.keys(FIXTURE).some((path) => row.url.startsWith(`/${path}`));
const good = /^https?:/.test(argument ?? "")
  ? await run(argument, MATRIX.filter((row) => !onFixture(row)))
  : await withOwnNginx(argument ?? join(FRONTEND, "nginx.conf"));
process.exit(good ? 0 : 1);
