package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.cache.CacheStore;
import dev.slipway.dockerfile.cache.ContentManifest;
import dev.slipway.dockerfile.files.Selected;
import dev.slipway.dockerfile.plan.CopySource;
import dev.slipway.dockerfile.plan.Origin;
import dev.slipway.dockerfile.plan.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one step reads, by name where a name is enough and by content where it is not: a stage is
 * first known by its key, so that nothing of it has to be there, and only then by the files that
 * are copied out of it. What was looked at is kept for the copying.
 */
final class StepContent implements StepKeys.Inputs {
  private final OpenOrigins open;
  private final Origins origins;
  private final Copies copies;
  private final Downloads downloads;
  private final CacheStore cache;
  private final Depth depth;
  private final Map<CopySource, List<Selected>> found = new HashMap<>();

  /** How closely stages and images are looked at. */
  enum Depth {
    NAMES,
    FILES
  }

  StepContent(OpenOrigins open, Origins origins, Copies copies, Shared shared, Depth depth) {
    this.open = open;
    this.origins = origins;
    this.copies = copies;
    this.downloads = shared.downloads();
    this.cache = shared.cache();
    this.depth = depth;
  }

  /** The files behind the sources that were looked at, where they can be copied from. */
  Map<CopySource, List<Selected>> found(Step.Copy copy) throws IOException, InterruptedException {
    var there = new HashMap<CopySource, List<Selected>>();
    for (var entry : found.entrySet()) {
      var files = new ArrayList<Selected>();
      for (Selected selected : entry.getValue()) {
        files.add(
            entry.getKey() instanceof CopySource.FromOrigin
                ? open.tree(copy.origin()).written(selected)
                : selected);
      }
      there.put(entry.getKey(), files);
    }
    return there;
  }

  @Override
  public String copied(Step.Copy copy, CopySource source) throws Exception {
    return switch (source) {
      case CopySource.Inline inline -> throw new IllegalStateException("has no origin");
      case CopySource.Download(String url) -> downloaded(copy, source, url);
      case CopySource.FromOrigin(String path, String written) ->
          depth == Depth.NAMES && isDeep(copy.origin())
              ? origins.key(copy.origin())
              : files(copy, source, path);
    };
  }

  @Override
  public String mounted(Origin origin, String source, Position position) throws Exception {
    if (isDeep(origin)) {
      return origins.key(origin);
    }
    String path = source.replaceAll("^/+", "");
    ContentManifest content = copies.content(open.tree(origin), path, position);
    cache.keep(content);
    return content.digest().toString();
  }

  /** Whether looking at its files takes work. */
  static boolean isDeep(Origin origin) {
    return switch (origin) {
      case Origin.Context context -> false;
      case Origin.Directory directory -> false;
      case Origin.OfStage stage -> true;
      case Origin.Image image -> true;
      case Origin.Scratch scratch -> true;
    };
  }

  private String downloaded(Step.Copy copy, CopySource source, String url) throws Exception {
    var download = downloads.get(url, copy.checksum(), copy.position());
    found.put(source, List.of(Selected.file(download.name(), download.file())));
    return download.digest().toString();
  }

  private String files(Step.Copy copy, CopySource source, String path) throws Exception {
    Copies.Found files = copies.find(open.tree(copy.origin()), copy, path);
    found.put(source, files.files());
    cache.keep(files.content());
    return files.content().digest().toString();
  }
}
