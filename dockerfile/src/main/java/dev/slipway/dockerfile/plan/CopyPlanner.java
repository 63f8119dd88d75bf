package dev.slipway.dockerfile.plan;

import dev.slipway.dockerfile.syntax.Heredoc;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Instruction.GitDirectory;
import dev.slipway.dockerfile.syntax.Instruction.ParentsMode;
import dev.slipway.dockerfile.syntax.Instruction.Unpack;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.SourceRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans COPY and ADD. */
final class CopyPlanner {
  private final StageState state;
  private final Origins origins;
  private final ShellWords words;

  CopyPlanner(StageState state, Origins origins, ShellWords words) {
    this.state = state;
    this.origins = origins;
    this.words = words;
  }

  void copy(Instruction.Copy copy) {
    SourceRange where = copy.range();
    Origin origin =
        copy.from()
            .map(from -> origins.of(expand(from, where), where))
            .orElse(new Origin.Context());
    List<CopySource> sources = new ArrayList<>();
    for (String source : copy.sources()) {
      sources.add(fromOrigin(expand(source, where), copy.parents()));
    }
    sources.addAll(inline(copy.inline(), where));
    String written = expand(copy.destination(), where);
    Optional<String> chown = copy.chown().map(owner -> expand(owner, where));
    Optional<String> chmod = copy.chmod().map(mode -> expand(mode, where));
    state.add(
        new Step.Copy(
            where.start(),
            copy.source().text(),
            HistoryText.copy("COPY", sources, written, chown, chmod, copy.link(), copy.parents()),
            origin,
            sources,
            destination(written, sources.size(), copy.parents()),
            chown,
            chmod,
            copy.link(),
            expanded(copy.exclude(), where),
            copy.parents(),
            Step.Archives.COPIED,
            Optional.empty()));
  }

  void add(Instruction.Add add) {
    SourceRange where = add.range();
    if (add.gitDirectory() == GitDirectory.KEPT) {
      throw where.mistake(
          "ADD --keep-git-dir is not supported", "clone the repository in a RUN step");
    }
    List<CopySource> sources = new ArrayList<>();
    for (String source : add.sources()) {
      sources.add(addSource(expand(source, where), where));
    }
    sources.addAll(inline(add.inline(), where));
    requireOneDownload(add, sources);
    String written = expand(add.destination(), where);
    Optional<String> chown = add.chown().map(owner -> expand(owner, where));
    Optional<String> chmod = add.chmod().map(mode -> expand(mode, where));
    state.add(
        new Step.Copy(
            where.start(),
            add.source().text(),
            HistoryText.copy(
                "ADD", sources, written, chown, chmod, add.link(), ParentsMode.DROPPED),
            new Origin.Context(),
            sources,
            destination(written, sources.size(), ParentsMode.DROPPED),
            chown,
            chmod,
            add.link(),
            expanded(add.exclude(), where),
            ParentsMode.DROPPED,
            archives(add.unpack()),
            add.checksum().map(sum -> expand(sum, where))));
  }

  private static void requireOneDownload(Instruction.Add add, List<CopySource> sources) {
    if (add.checksum().isEmpty()) {
      return;
    }
    if (sources.size() != 1 || !(sources.getFirst() instanceof CopySource.Download)) {
      throw add.range()
          .mistake(
              "ADD --checksum needs exactly one URL as its source",
              "give each download an ADD instruction of its own");
    }
  }

  private static Step.Archives archives(Unpack unpack) {
    return switch (unpack) {
      case LOCAL_ONLY -> Step.Archives.LOCAL_UNPACKED;
      case ALWAYS -> Step.Archives.UNPACKED;
      case NEVER -> Step.Archives.COPIED;
    };
  }

  private CopySource addSource(String source, SourceRange where) {
    boolean web = source.startsWith("http://") || source.startsWith("https://");
    boolean git =
        source.startsWith("git@")
            || source.startsWith("git://")
            || source.startsWith("ssh://")
            || (web && source.replaceAll("[#?].*", "").endsWith(".git"));
    if (git) {
      throw where.mistake(
          "ADD of a git repository is not supported: " + source,
          "clone it in a RUN step, or ADD an archive of the commit with --checksum");
    }
    return web ? new CopySource.Download(source) : fromOrigin(source, ParentsMode.DROPPED);
  }

  private List<CopySource> inline(List<Heredoc> heredocs, SourceRange where) {
    var sources = new ArrayList<CopySource>();
    for (Heredoc heredoc : heredocs) {
      String content =
          heredoc.variables() == Heredoc.Variables.EXPANDED
              ? ShellWords.expandBody(heredoc.body(), state.scope().variables(), where).value()
              : heredoc.body();
      sources.add(new CopySource.Inline(heredoc.name(), content));
    }
    return sources;
  }

  /** The root of the origin is as far up as a source can reach. */
  private static CopySource fromOrigin(String source, ParentsMode parents) {
    if (parents == ParentsMode.KEPT) {
      return new CopySource.FromOrigin(withoutLeadingSlash(source), source);
    }
    String inside = Path.of("/").resolve(source).normalize().toString();
    return new CopySource.FromOrigin(withoutLeadingSlash(inside), source);
  }

  private static String withoutLeadingSlash(String path) {
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    return path.substring(start);
  }

  private String destination(String written, int sources, ParentsMode parents) {
    String absolute = state.absolute(written);
    boolean directory =
        sources > 1
            || parents == ParentsMode.KEPT
            || written.isEmpty()
            || written.equals(".")
            || written.endsWith("/")
            || written.endsWith("/.");
    return directory && !absolute.endsWith("/") ? absolute + "/" : absolute;
  }

  private List<String> expanded(List<String> values, SourceRange where) {
    return values.stream().map(value -> expand(value, where)).toList();
  }

  private String expand(String word, SourceRange where) {
    return words.expand(word, state.scope().variables(), where).value();
  }
}
