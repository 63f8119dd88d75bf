// Drives GitHub's own clients: saves and restores a cache, uploads and downloads an artifact.
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');

async function main() {
  const cache = require('@actions/cache');
  const { DefaultArtifactClient } = require('@actions/artifact');
  const work = process.env.GITHUB_WORKSPACE;
  process.chdir(work);

  fs.mkdirSync('kept');
  // Nothing of it compresses, so all of it is sent, in several blocks.
  const bytes = Buffer.concat(Array.from({ length: 25 }, () => crypto.randomBytes(8 << 20)));
  fs.writeFileSync('kept/big', bytes);
  const sum = file => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  const wanted = sum('kept/big');
  const miss = await cache.restoreCache(['kept'], 'key-1', ['key-']);
  if (miss !== undefined) throw new Error('found a cache that was never saved: ' + miss);
  await cache.saveCache(['kept'], 'key-1');
  fs.rmSync('kept', { recursive: true });
  const hit = await cache.restoreCache(['kept'], 'key-2', ['key-']);
  if (hit !== 'key-1') throw new Error('restored ' + hit);
  if (sum('kept/big') !== wanted) throw new Error('the cache came back changed');

  const artifacts = new DefaultArtifactClient();
  const up = await artifacts.uploadArtifact('dist', ['kept/big'], work, { compressionLevel: 0 });
  const found = await artifacts.listArtifacts();
  if (found.artifacts.length !== 1 || found.artifacts[0].name !== 'dist') {
    throw new Error('listed ' + JSON.stringify(found));
  }
  await artifacts.downloadArtifact(up.id, { path: path.join(work, 'back') });
  if (sum('back/kept/big') !== wanted) {
    throw new Error('the artifact came back changed');
  }
  console.log('ALL GOOD');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
