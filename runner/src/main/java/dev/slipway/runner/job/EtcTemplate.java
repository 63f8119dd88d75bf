package dev.slipway.runner.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The host's {@code /etc} as jobs may see it: what every user of the host may read, without what is
 * about this very host, and without anything that looks like a password.
 */
final class EtcTemplate {
  private static final System.Logger LOG = System.getLogger(EtcTemplate.class.getName());

  /** About this host, its services and its people; or written anew for each job. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "cni",
          "containerd",
          "containers",
          "cron.d",
          "cron.daily",
          "cron.hourly",
          "cron.monthly",
          "cron.weekly",
          "docker",
          "fstab",
          "hostname",
          "hosts",
          "kubernetes",
          "machine-id",
          "nginx",
          "rancher",
          "resolv.conf",
          "slipway",
          "ssh",
          "sudoers",
          "sudoers.d",
          "systemd",
          "wireguard");

  private static final Pattern BACKUP = Pattern.compile("g?shadow-?|.*-|\\..*\\.lock");
  private static final Pattern PRIVATE = Pattern.compile("ssl/private|pki/.*private|apt/auth.*");
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "://[^\\s/:@]+:[^\\s/@]+@|^\\s*(?:\\S+:)?_(?:authToken|auth|password)\\s*=|PRIVATE KEY-----|^\\s*machine\\s+\\S+\\s+login",
          Pattern.MULTILINE);
  private static final long SEARCHED_BYTES = 256 << 10;

  private final Path etc;
  private final Path target;

  private EtcTemplate(Path etc, Path target) {
    this.etc = etc;
    this.target = target;
  }

  /** Fills the empty directory {@code target}. */
  static void write(Path etc, Path target, String home) throws IOException {
    var template = new EtcTemplate(etc, target);
    Files.walkFileTree(etc, template.new Copier());
    template.changeHome(home);
  }

  private void changeHome(String home) throws IOException {
    Path passwd = target.resolve("passwd");
    var lines = new ArrayList<String>();
    lines.add("root:x:0:0:root:" + home + ":/bin/bash");
    if (Files.exists(passwd)) {
      Files.readAllLines(passwd).stream().filter(l -> !l.startsWith("root:")).forEach(lines::add);
    }
    Files.write(passwd, lines);
  }

  private boolean isLeftOut(Path file) {
    Path inside = etc.relativize(file);
    String first = inside.getName(0).toString();
    return LEFT_OUT.contains(first)
        || (inside.getNameCount() == 1 && BACKUP.matcher(first).matches())
        || PRIVATE.matcher(inside.toString()).matches();
  }

  private boolean holdsCredential(Path file) throws IOException {
    if (Files.size(file) > SEARCHED_BYTES || isCertificate(file)) {
      return false;
    }
    return CREDENTIAL.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
  }

  private static boolean isCertificate(Path file) {
    String name = file.toString();
    return name.endsWith(".pem") || name.endsWith(".crt");
  }

  private final class Copier extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
        throws IOException {
      if (dir.equals(etc)) {
        return FileVisitResult.CONTINUE;
      }
      if (isLeftOut(dir) || !isOpen(dir, PosixFilePermission.OTHERS_EXECUTE)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Files.createDirectory(target.resolve(etc.relativize(dir)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (isLeftOut(file)) {
        return FileVisitResult.CONTINUE;
      }
      Path copy = target.resolve(etc.relativize(file));
      if (attributes.isSymbolicLink()) {
        Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
      } else if (attributes.isRegularFile() && isOpen(file, PosixFilePermission.OTHERS_READ)) {
        if (holdsCredential(file)) {
          LOG.log(System.Logger.Level.INFO, "{0} holds a credential; jobs do not get it", file);
        } else {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // Somebody changes /etc at this moment: what is gone is not needed.
      LOG.log(System.Logger.Level.DEBUG, "could not read {0}: {1}", file, e.getMessage());
      return FileVisitResult.CONTINUE;
    }

    private boolean isOpen(Path file, PosixFilePermission permission) throws IOException {
      return Files.getPosixFilePermissions(file).containsAll(List.of(permission));
    }
  }
}
