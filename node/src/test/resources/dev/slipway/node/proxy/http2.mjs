// "serve": an HTTP/2 server without TLS that sends every piece back as it comes, then trailers; says
// when somebody leaves.
// "talk URL": one call whose second message waits for the echo of the first; prints what came.
import http2 from 'node:http2';

if (process.argv[2] === 'serve') {
  const server = http2.createServer();
  server.on('stream', (stream, head) => {
    stream.on('error', () => {});
    if (head[':path'] === '/forever') {
      stream.respond({':status': 200});
      stream.write('begun');
      stream.on('close', () => console.log('left ' + stream.rstCode));
      return;
    }
    if (head[':path'] === '/refused') {
      stream.respond({':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12'},
          {endStream: true});
      return;
    }
    stream.respond({':status': 200, 'content-type': 'application/grpc', 'x-te': head.te ?? '',
      'x-from': head['x-forwarded-proto'] ?? ''}, {waitForTrailers: true});
    stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0'}));
    stream.on('data', piece => stream.write(piece));
    stream.on('end', () => stream.end());
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
} else {
  const [url, path] = [process.argv[3], process.argv[4]];
  const client = http2.connect(url, {rejectUnauthorized: false, servername: 'web'});
  client.on('error', e => { console.log('connection: ' + e.message); process.exit(1); });
  const call = client.request({':method': 'POST', ':path': path, ':authority': 'web', te: 'trailers',
    'content-type': 'application/grpc', cookie: ['a=1', 'b=2']}, {endStream: path !== '/call'});
  const seen = {pieces: []};
  call.on('response', head => {
    seen.status = head[':status'];
    seen.te = head['x-te'];
    seen.from = head['x-from'];
    seen.grpc = head['grpc-status'];
  });
  call.on('data', piece => {
    seen.pieces.push(piece.toString());
    if (path === '/forever') {
      call.close(http2.constants.NGHTTP2_CANCEL);
    } else if (seen.pieces.length === 1) {
      call.end('second');
    }
  });
  call.on('trailers', trailers => { seen.grpc = trailers['grpc-status']; });
  call.on('error', e => { seen.error = e.code; });
  call.on('close', () => { console.log(JSON.stringify(seen)); client.close(); });
  if (path === '/call') {
    call.write('first');
  }
}
