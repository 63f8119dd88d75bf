package dev.slipway.identity.federation;

import dev.slipway.identity.cel.CelExpression;
import dev.slipway.identity.cel.CelTerm;
import dev.slipway.identity.cel.CelValue;
import dev.slipway.identity.iam.IamException;
import dev.slipway.identity.iam.IamException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a provider before it is saved (specification S51). Whoever can make tokens at an issuer
 * that everybody may use must be told apart by the condition: without one the provider is refused.
 * What is merely risky is advised against.
 */
final class ProviderRules {
  private static final Set<String> SHARED_ISSUERS =
      Set.of(
          "https://token.actions.githubusercontent.com",
          "https://gitlab.com",
          "https://app.terraform.io",
          "https://agent.buildkite.com");
  private static final Set<String> OWNERS =
      Set.of(
          "repository",
          "repository_id",
          "repository_owner",
          "repository_owner_id",
          "sub",
          "project_path",
          "project_id",
          "namespace_path",
          "namespace_id",
          "terraform_organization_id",
          "terraform_workspace_id",
          "organization_slug");

  private final String ownIssuer;

  ProviderRules(String ownIssuer) {
    this.ownIssuer = ownIssuer;
  }

  /**
   * What to think about in a provider.
   *
   * @throws IamException when it must not be
   */
  List<Advice> judge(CompiledProvider compiled) {
    var provider = compiled.provider();
    boolean own = provider.issuerUri().equals(ownIssuer);
    if (!own && !provider.issuerUri().startsWith("https://") && provider.jwks().isEmpty()) {
      throw new IamException(
          Kind.INVALID_ARGUMENT,
          "The issuer URI must begin with https://, or its keys must be given (--jwk-json-path).");
    }
    boolean shared = own || SHARED_ISSUERS.contains(provider.issuerUri());
    if (shared && compiled.condition().filter(c -> c.requires(t -> pins(t, provider))).isEmpty()) {
      throw new IamException(
          Kind.INVALID_ARGUMENT,
          "The attribute condition must reference one of the provider's claims that tell owners"
              + " apart: every repository gets tokens from "
              + provider.issuerUri()
              + ". Write --attribute-condition=\"assertion.repository_id == 'ID'\", or compare"
              + " assertion.repository_owner_id.");
    }
    return compiled.condition().map(c -> advice(c, shared)).orElse(List.of());
  }

  private static boolean pins(CelTerm term, Provider provider) {
    boolean owner = term.field().filter(f -> OWNERS.contains(claim(f, provider))).isPresent();
    boolean strings =
        !term.constants().isEmpty()
            && term.constants().stream()
                .allMatch(c -> c instanceof CelValue.Text(String text) && !text.isEmpty());
    return owner
        && strings
        && switch (term.operator()) {
          case "==", "in" -> true;
          case "startsWith" -> term.constants().stream().allMatch(ProviderRules::hasOwner);
          default -> false;
        };
  }

  /** {@code acme/} and {@code repo:acme/} name an owner whole; {@code acme} may begin another's. */
  private static boolean hasOwner(CelValue prefix) {
    return prefix instanceof CelValue.Text(String text) && text.matches("(repo:)?[^/:]+/.*");
  }

  /** The claim a field stands for: an attribute may be mapped from one. */
  private static String claim(String field, Provider provider) {
    String source = provider.attributeMapping().getOrDefault(field, field);
    return source.startsWith("assertion.") ? source.substring("assertion.".length()) : source;
  }

  private static List<Advice> advice(CelExpression condition, boolean shared) {
    var advice = new ArrayList<Advice>();
    condition.terms().forEach(term -> of(term).ifPresent(advice::add));
    if (condition.fields("assertion").contains("environment")
        && !condition.source().contains("has(assertion.environment)")) {
      advice.add(
          new Advice(
              "missing-has",
              "a job without an environment has no claim 'environment': the condition fails",
              "write has(assertion.environment) && assertion.environment == '…'"));
    }
    if (shared
        && !condition.fields("assertion").contains("event_name")
        && !condition.fields("attribute").contains("event_name")) {
      advice.add(
          new Advice(
              "no-event-guard",
              "pull_request_target, workflow_run and issue_comment carry the ref of main although"
                  + " the code is somebody else's",
              "add assertion.event_name in ['push', 'workflow_dispatch']"));
    }
    return List.copyOf(advice);
  }

  private static Optional<Advice> of(CelTerm term) {
    String field = term.field().orElse("");
    boolean number = term.constants().stream().anyMatch(c -> c instanceof CelValue.Int);
    return switch (term.operator()) {
      case "==", "!=", "in" ->
          field.endsWith("_id") && number
              ? advice(
                  "id-is-string",
                  term,
                  "ids are strings in the token: this is never equal",
                  "put the id in quotes")
              : field.endsWith(".repository") || field.endsWith(".repository_owner")
                  ? advice(
                      "name-not-id",
                      term,
                      "a name can be given to another repository later",
                      "compare repository_id or repository_owner_id")
                  : Optional.empty();
      case "contains" ->
          advice(
              "loose-match",
              term,
              "contains() accepts the text anywhere, in names of others too",
              "compare with == or in");
      case "startsWith" ->
          term.constants().stream().allMatch(ProviderRules::endsAtDelimiter)
              ? Optional.empty()
              : advice(
                  "loose-match",
                  term,
                  "longer names begin with it too",
                  "end the prefix with '/', ':' or '@', or compare with ==");
      case "matches" ->
          term.constants().stream().allMatch(ProviderRules::isAnchored)
              ? Optional.empty()
              : advice(
                  "unanchored-regex",
                  term,
                  "the expression matches anywhere in the text",
                  "begin it with ^ and end it with $");
      default -> Optional.empty();
    };
  }

  private static Optional<Advice> advice(String rule, CelTerm term, String problem, String hint) {
    return Optional.of(new Advice(rule, term.expression() + ": " + problem, hint));
  }

  private static boolean endsAtDelimiter(CelValue value) {
    return value instanceof CelValue.Text(String text) && text.matches("(?s).*[/:@]");
  }

  private static boolean isAnchored(CelValue value) {
    return value instanceof CelValue.Text(String text)
        && text.startsWith("^")
        && text.endsWith("$");
  }
}
