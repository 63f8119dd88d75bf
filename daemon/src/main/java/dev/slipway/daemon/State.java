package dev.slipway.daemon;

import dev.slipway.http.Authenticator;
import dev.slipway.http.Authorizer;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.Token;
import dev.slipway.identity.assembly.Identity;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** What an instance knows and who may do what with it. */
record State(Database database, Journal journal, Token administrator, Identity identity) {

  static State open(
      DataDirectory data, Settings settings, List<Schema> schemas, Clock clock, Closing closing)
      throws IOException {
    var database = closing.add(Database.open(data.database(), schemas));
    var journal = new Journal(database, clock);
    var administrator = Administrator.token(data.administratorToken());
    var identity =
        Identity.open(settings.url(), data.keys(), administrator, database, journal, clock);
    return new State(database, journal, administrator, identity);
  }

  AccessTokens tokens() {
    return identity.tokens();
  }

  Authenticator authenticator() {
    return identity.authenticator();
  }

  Authorizer authorizer() {
    return identity.authorizer();
  }
}
