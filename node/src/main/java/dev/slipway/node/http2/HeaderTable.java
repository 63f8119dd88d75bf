package dev.slipway.node.http2;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields that a header block may name by number (RFC 7541, 2.3): fixed ones, then recent ones.
 */
final class HeaderTable {
  /** Name, and value where there is one, in the order of RFC 7541, appendix A. */
  private static final List<HeaderField> FIXED =
      parse(
          """
          :authority
          :method GET
          :method POST
          :path /
          :path /index.html
          :scheme http
          :scheme https
          :status 200
          :status 204
          :status 206
          :status 304
          :status 400
          :status 404
          :status 500
          accept-charset
          accept-encoding gzip, deflate
          accept-language
          accept-ranges
          accept
          access-control-allow-origin
          age
          allow
          authorization
          cache-control
          content-disposition
          content-encoding
          content-language
          content-length
          content-location
          content-range
          content-type
          cookie
          date
          etag
          expect
          expires
          from
          host
          if-match
          if-modified-since
          if-none-match
          if-range
          if-unmodified-since
          last-modified
          link
          location
          max-forwards
          proxy-authenticate
          proxy-authorization
          range
          referer
          refresh
          retry-after
          server
          set-cookie
          strict-transport-security
          transfer-encoding
          user-agent
          vary
          via
          www-authenticate
          """);

  private final int most;
  private final List<HeaderField> recent = new ArrayList<>();
  private int limit;
  private int size;

  /**
   * @param most how large the peer may make it, in bytes of RFC 7541, 4.1
   */
  HeaderTable(int most) {
    this.most = most;
    this.limit = most;
  }

  private static List<HeaderField> parse(String text) {
    return text.lines()
        .map(line -> {
          int space = line.indexOf(' ');
          return space < 0
              ? new HeaderField(line, "")
              : new HeaderField(line.substring(0, space), line.substring(space + 1));
        })
        .toList();
  }

  HeaderField get(int index) throws Http2Exception {
    int inRecent = index - FIXED.size();
    if (index < 1 || inRecent > recent.size()) {
      throw new Http2Exception(ErrorCode.COMPRESSION_ERROR, "no header field has index " + index);
    }
    return inRecent < 1 ? FIXED.get(index - 1) : recent.get(recent.size() - inRecent);
  }

  void add(HeaderField field) {
    size += field.size();
    recent.add(field);
    evict();
  }

  void resize(int wanted) throws Http2Exception {
    if (wanted > most) {
      throw new Http2Exception(
          ErrorCode.COMPRESSION_ERROR, "a header table of " + wanted + " bytes is not allowed");
    }
    limit = wanted;
    evict();
  }

  private void evict() {
    while (size > limit) {
      size -= recent.removeFirst().size();
    }
  }
}
