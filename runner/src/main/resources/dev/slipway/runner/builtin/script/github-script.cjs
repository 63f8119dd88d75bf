'use strict';
// Runs the input "script" as the body of an asynchronous function that sees GitHub's client, the
// run's context and the toolkit.

const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const core = require('@actions/core');
const exec = require('@actions/exec');
const glob = require('@actions/glob');
const io = require('@actions/io');
const { context, getOctokit } = require('@actions/github');

// Paths are meant from the workspace; packages are looked for there before the toolkit's.
function fromWorkspace(name) {
  if (name.startsWith('.')) {
    return require(path.resolve(process.cwd(), name));
  }
  try {
    return require(require.resolve(name, { paths: [process.cwd()] }));
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') {
      throw error;
    }
    return require(name);
  }
}

function client() {
  const options = { userAgent: core.getInput('user-agent') };
  const address = core.getInput('base-url');
  if (address) {
    options.baseUrl = address;
  }
  const previews = core.getInput('previews');
  if (previews) {
    options.previews = previews.split(',').map(one => one.trim());
  }
  const github = getOctokit(core.getInput('github-token', { required: true }), options);
  retry(github);
  return github;
}

function retry(github) {
  const most = Number.parseInt(core.getInput('retries') || '0', 10);
  const final = core.getInput('retry-exempt-status-codes').split(',').map(Number);
  if (!(most > 0)) {
    return;
  }
  github.hook.wrap('request', async (request, options) => {
    for (let tries = 0; ; tries++) {
      try {
        return await request(options);
      } catch (error) {
        if (tries >= most || final.includes(error.status)) {
          throw error;
        }
        await pause(1000 * (tries + 1) ** 2);
      }
    }
  });
}

function encoded(result) {
  const encoding = core.getInput('result-encoding') || 'json';
  if (encoding === 'json') {
    return result === undefined ? '' : JSON.stringify(result);
  }
  if (encoding === 'string') {
    return result === undefined ? '' : String(result);
  }
  throw new Error('"result-encoding" must be either "string" or "json"');
}

async function main() {
  const github = client();
  const scope = {
    require: fromWorkspace,
    __original_require__: require,
    github,
    octokit: github,
    getOctokit,
    context,
    core,
    exec,
    glob,
    io,
  };
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const script = new AsyncFunction(...Object.keys(scope), core.getInput('script', { required: true }));
  core.setOutput('result', encoded(await script(...Object.values(scope))));
}

function fail(error) {
  console.error(error);
  core.setFailed(`Unhandled error: ${error}`);
}

process.on('unhandledRejection', fail);
main().catch(fail);
