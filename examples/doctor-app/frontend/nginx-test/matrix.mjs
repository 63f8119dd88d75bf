// What every kind of URL must answer with. One row, one promise of nginx.conf; run.mjs asks a real nginx.

const FOREVER = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";

/** Headers that every answer carries exactly once, whatever its status. */
export const ALWAYS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** Files of a made-up release, beside the real index.html, favicon.svg and robots.txt. */
export const FIXTURE = {
  "assets/index-a1b2c3d4.js": "export const padding = 'x';\n".repeat(100),
  "assets/index-a1b2c3d4.css": "main { color: #123456 }\n".repeat(100),
  "assets/small-a1b2c3d4.js": "export {};\n",
  "assets/photo-a1b2c3d4.webp": "not really a picture\n".repeat(100),
  "assets/font-a1b2c3d4.woff2": "not really a font\n".repeat(100),
  "sw.js": "self.skipWaiting();\n",
  ".env": "SECRET=1\n",
};

// nginx has called it both ways.
const SCRIPT = /^(application|text)\/javascript$/;

const page = { status: 200, type: "text/html", cache: REVALIDATE, body: /<div id="root">/ };
const missing = { status: 404, type: "text/plain", cache: REVALIDATE, body: /^not found\n$/ };

export const MATRIX = [
  // The application, for its own routes and whatever else is no file.
  { url: "/", ...page },
  { url: "/index.html", ...page },
  { url: "/patients", ...page },
  { url: "/patients/p-1001", ...page },
  { url: "/patients/p-1001?tab=visits", ...page },
  { url: "/patients/p-1001/", ...page },
  { url: "/patients/dr.%20who", ...page },
  { url: "/apirates", ...page },
  { url: "/nginx-healthx", ...page },
  { url: "/", method: "HEAD", ...page, body: /^$/ },
  { url: "/", request: { "accept-encoding": "gzip" }, ...page, varies: true },

  // Hashed names: kept for ever, compressed where that helps.
  { url: "/assets/index-a1b2c3d4.js", status: 200, type: SCRIPT, cache: FOREVER },
  {
    url: "/assets/index-a1b2c3d4.js",
    request: { "accept-encoding": "gzip" },
    status: 200,
    type: SCRIPT,
    cache: FOREVER,
    gzip: true,
  },
  {
    url: "/assets/index-a1b2c3d4.js",
    request: { "accept-encoding": "gzip", via: "1.1 google" },
    status: 200,
    type: SCRIPT,
    cache: FOREVER,
    gzip: true,
  },
  {
    url: "/assets/index-a1b2c3d4.css",
    request: { "accept-encoding": "gzip" },
    status: 200,
    type: "text/css",
    cache: FOREVER,
    gzip: true,
  },
  {
    url: "/assets/small-a1b2c3d4.js",
    request: { "accept-encoding": "gzip" },
    status: 200,
    type: SCRIPT,
    cache: FOREVER,
    gzip: false,
  },
  {
    url: "/assets/font-a1b2c3d4.woff2",
    request: { "accept-encoding": "gzip" },
    status: 200,
    type: "font/woff2",
    cache: FOREVER,
    gzip: false,
  },
  { url: "/assets/photo-a1b2c3d4.webp", status: 200, type: "image/webp", cache: FOREVER },
  {
    url: "/assets/index-a1b2c3d4.js",
    request: { range: "bytes=0-9" },
    status: 206,
    type: SCRIPT,
    cache: FOREVER,
  },
  { url: "/assets/index-a1b2c3d4.js", revalidate: true, status: 304, cache: FOREVER },
  { url: "/index.html", revalidate: true, status: 304, cache: REVALIDATE },

  // Names without a hash: asked for again each time.
  { url: "/favicon.svg", status: 200, type: "image/svg+xml", cache: REVALIDATE },
  { url: "/robots.txt", status: 200, type: "text/plain", cache: REVALIDATE },
  { url: "/sw.js", status: 200, type: SCRIPT, cache: REVALIDATE },

  // What is gone is gone: never HTML for a script, never kept.
  { url: "/assets/index-00000000.js", ...missing },
  { url: "/assets/chunk", ...missing },
  { url: "/assets/", ...missing },
  { url: "/assets", ...page },
  { url: "/logo.png", ...missing },
  { url: "/missing.mjs", ...missing },
  { url: "/deep/missing.map", ...missing },
  { url: "/manifest.webmanifest", ...missing },
  { url: "/.env", ...missing },
  { url: "/.git/config", ...missing },
  { url: "/assets/index-00000000.js", method: "HEAD", ...missing, body: /^$/ },

  // Not this server's: the Ingress sends it to the backend.
  { url: "/api", status: 404, type: "application/problem+json", cache: REVALIDATE },
  { url: "/api/patients", status: 404, type: "application/problem+json", cache: REVALIDATE },

  // The probe, and only the probe.
  { url: "/nginx-health", status: 200, type: "text/plain", cache: "no-store", body: /^ok$/ },
  { url: "/nginx-health?x=1", status: 200, type: "text/plain", cache: "no-store", body: /^ok$/ },

  // Only reading is possible.
  { url: "/", method: "POST", status: 405, type: "text/html", cache: REVALIDATE },
];
