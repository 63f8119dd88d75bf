package dev.slipway.runner.builtin.cache;

import dev.slipway.base.SlipwayException;
import dev.slipway.runner.action.ActionRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** How the job's tar packs: with zstd where the job has it, else with gzip. */
enum Packing {
  ZSTD("zstd-without-long"),
  GZIP("gzip");

  private static final String SALT = "1.0";

  private final String method;

  Packing(String method) {
    this.method = method;
  }

  static Packing of(ActionRun run) throws InterruptedException {
    int exit =
        run.exec(List.of("zstd", "--version"), run.files().workspace(), Map.of(), line -> {});
    return exit == 0 ? ZSTD : GZIP;
  }

  /** What the paths and the packing are called together, as GitHub's client computes it. */
  String version(List<String> paths) {
    var parts = new ArrayList<>(paths);
    parts.add(method);
    parts.add(SALT);
    byte[] text = String.join("|", parts).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new SlipwayException("this Java has no SHA-256", e);
    }
  }

  List<String> pack(Path archive, Path workspace, Path list) {
    var command = new ArrayList<>(List.of("tar", "--posix", "-cf", archive.toString()));
    command.addAll(List.of("-P", "-C", workspace.toString(), "--files-from", list.toString()));
    command.addAll(
        switch (this) {
          case ZSTD -> List.of("--use-compress-program", "zstd -T0");
          case GZIP -> List.of("-z");
        });
    return command;
  }

  List<String> unpack(Path archive, Path workspace) {
    var command = new ArrayList<>(List.of("tar", "-xf", archive.toString(), "-P"));
    command.addAll(List.of("-C", workspace.toString()));
    command.addAll(
        switch (this) {
          case ZSTD -> List.of("--use-compress-program", "zstd -d");
          case GZIP -> List.of("-z");
        });
    return command;
  }
}
