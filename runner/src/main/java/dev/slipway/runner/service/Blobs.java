package dev.slipway.runner.service;

import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.runner.upload.BlockFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files as Azure's blob client puts and gets them: whole, or in blocks and a list of them. */
final class Blobs {
  private static final int MAX_LIST = 8 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("<(Latest|Uncommitted|Committed)>([^<]*)</\\1>");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private Blobs() {}

  /** Takes what a signed link for writing brings. */
  static Response put(Request request, BlockFile file) throws IOException {
    switch (request.query("comp").orElse("")) {
      case "block" ->
          file.block(
              request
                  .query("blockid")
                  .orElseThrow(() -> new HttpException(400, "the query has no blockid")),
              request.body());
      case "blocklist" -> {
        byte[] list = request.body().readNBytes(MAX_LIST);
        file.assemble(names(new String(list, StandardCharsets.UTF_8)));
      }
      case "" -> file.whole(request.body());
      default ->
          throw new HttpException(400, "comp=" + request.query("comp").orElse("") + " is unknown");
    }
    return Response.empty(201, headers().with("ETag", "\"" + UUID.randomUUID() + "\""));
  }

  static List<String> names(String list) {
    var names = new ArrayList<String>();
    Matcher matcher = BLOCK.matcher(list);
    while (matcher.find()) {
      names.add(matcher.group(2).strip());
    }
    return names;
  }

  /** Gives a file, or the range of it that was asked for. */
  static Response get(Request request, Path file, String contentType) throws IOException {
    if (!Files.exists(file)) {
      throw new HttpException(404, "there is no such file any more");
    }
    long size = Files.size(file);
    Headers headers =
        headers()
            .with("Accept-Ranges", "bytes")
            .with("Content-Type", contentType)
            .with("ETag", "\"" + file.getFileName() + "\"")
            .with("x-ms-blob-type", "BlockBlob");
    String asked = request.header("x-ms-range").or(() -> request.header("Range")).orElse("");
    Matcher range = RANGE.matcher(asked);
    if (!range.matches()) {
      return new Response.FileRange(200, headers, file, 0, size);
    }
    long from = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
    last = Math.min(last, size - 1);
    if (from > last) {
      return Response.empty(416, headers.with("Content-Range", "bytes */" + size));
    }
    return new Response.FileRange(
        206,
        headers.with("Content-Range", "bytes " + from + "-" + last + "/" + size),
        file,
        from,
        last - from + 1);
  }

  private static Headers headers() {
    String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    return Headers.of("x-ms-version", "2023-08-03")
        .with("x-ms-request-id", UUID.randomUUID().toString())
        .with("Last-Modified", now);
  }
}
