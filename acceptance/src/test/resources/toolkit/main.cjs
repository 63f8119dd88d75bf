// An action that uses GitHub's own toolkit, as actions do: once in its turn, once after the job.
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const core = require('@actions/core');

async function main() {
  const glob = await import('@actions/glob');
  const cache = require('@actions/cache');
  const { DefaultArtifactClient } = require('@actions/artifact');
  const work = process.env.GITHUB_WORKSPACE;

  const found = await (await glob.create(core.getInput('pattern', { required: true }))).glob();
  core.setOutput('files', found.length);
  core.exportVariable('FROM_KIT', 'from the kit');
  core.saveState('kept', 'kept');

  const bytes = crypto.randomBytes(20 * 1024 * 1024);
  fs.mkdirSync(path.join(work, 'kept'));
  fs.writeFileSync(path.join(work, 'kept/big'), bytes);
  const same = file => bytes.equals(fs.readFileSync(path.join(work, file)));

  await cache.saveCache(['kept'], 'kit-1');
  fs.rmSync(path.join(work, 'kept/big'));
  const hit = await cache.restoreCache(['kept'], 'kit-2', ['kit-']);
  if (hit !== 'kit-1' || !same('kept/big')) throw new Error('restored ' + hit);
  core.info('the cache came back');

  const artifacts = new DefaultArtifactClient();
  const up = await artifacts.uploadArtifact('big', ['kept/big'], work, { compressionLevel: 0 });
  await artifacts.downloadArtifact(up.id, { path: path.join(work, 'back') });
  if (!same('back/kept/big')) throw new Error('the artifact came back changed');
  core.info('the artifact came back');
}

if (core.getState('kept')) {
  core.info('state of main: ' + core.getState('kept'));
} else {
  main().catch(error => core.setFailed(error.stack));
}
