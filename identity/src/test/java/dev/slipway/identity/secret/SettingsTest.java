package dev.slipway.identity.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.AuditTrail;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final String VALUE = "correct horse battery staple";

  @TempDir Path directory;
  private Database database;
  private Path key;

  @BeforeEach
  void open() {
    key = directory.resolve("secrets.key");
    database =
        Database.open(directory.resolve("slipway.db"), List.of(Journal.SCHEMA, Settings.SCHEMA));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Settings settings() {
    var clock = Clock.systemUTC();
    var audit = new AuditTrail(database, new Journal(database, clock));
    return new Settings(database, audit, key, clock);
  }

  @Test
  void whatIsOnDiskIsUnreadableWithoutTheKey() throws Exception {
    settings().setSecret(Scope.of("a/b"), "PASSWORD", VALUE, Administrator.PRINCIPAL);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    database.close();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(f -> !f.equals(key)).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains("battery staple")).as(file.toString()).isFalse();
      }
    }
    open();
    assertThat(settings().secretsForRun("a/b", Optional.empty())).containsValue(VALUE);

    byte[] kept = Files.readAllBytes(key);
    Files.delete(key);
    assertThatThrownBy(this::settings)
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("another key than the one in")
        .hasMessageNotContaining(VALUE);
    Files.write(key, kept);
    assertThat(settings().secretsForRun("a/b", Optional.empty())).containsValue(VALUE);
  }

  @Test
  void aSecretMovedToAnotherPlaceCannotBeRead() {
    var settings = settings();
    settings.setSecret(Scope.of("a/b"), "PASSWORD", VALUE, Administrator.PRINCIPAL);
    database.write(sql -> sql.update("UPDATE secret SET scope = 'repositories/mallory/x'"));
    assertThatThrownBy(() -> settings.secretsForRun("mallory/x", Optional.empty()))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("repositories/mallory/x/secrets/PASSWORD")
        .hasMessageNotContaining(VALUE);
  }

  @Test
  void identifiersAreBetterVariables() {
    var settings = settings();
    var scope = Scope.of("a/b");
    var who = Administrator.PRINCIPAL;
    assertThat(settings.setSecret(scope, "GCP_PROJECT_ID", "doctor-prod", who)).isPresent();
    assertThat(settings.setSecret(scope, "WHERE_TO", "us-central1", who)).isPresent();
    assertThat(settings.setSecret(scope, "API_KEY", "sk-live-0a9b8c7d", who)).isEmpty();
    assertThat(settings.setSecret(scope, "DB_USER", "p4ss word!", who)).isEmpty();
  }

  @Test
  void environmentsAreTheSameInAnyCase() {
    Settings settings = settings();
    settings.setSecret(
        new Scope("a/b", Optional.of("production")), "X", VALUE, Administrator.PRINCIPAL);

    assertThat(settings.secretsForRun("a/b", Optional.of("Production"))).containsEntry("X", VALUE);
    assertThat(settings.secretsForRun("a/b", Optional.of("staging"))).isEmpty();
  }

  @Test
  void aForgottenRepositoryHasNothingLeftAndItsNeighbourEverything() {
    var settings = settings();
    var who = Administrator.PRINCIPAL;
    settings.setSecret(Scope.of("a/b"), "X", VALUE, who);
    settings.setSecret(new Scope("a/b", Optional.of("prod")), "X", VALUE, who);
    settings.setSecret(Scope.of("a/bc"), "X", VALUE, who);
    settings.setSecret(Scope.of("a/_"), "X", VALUE, who);
    settings.forget("a/b", who);
    assertThat(settings.secretsForRun("a/b", Optional.of("prod"))).isEmpty();
    assertThat(settings.secretsForRun("a/bc", Optional.empty())).hasSize(1);
    assertThat(settings.secretsForRun("a/_", Optional.empty())).hasSize(1);
  }
}
