package dev.slipway.kubernetes.api;

import dev.slipway.kubernetes.ResourceType.Scope;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.MessageType;
import java.util.List;

/** A resource that only answers a question and stores nothing. */
record ReviewResource(GroupVersionKind kind, String plural, Scope scope) {
  static final ReviewResource ACCESS =
      authorization("SelfSubjectAccessReview", "selfsubjectaccessreviews", Scope.CLUSTER);
  static final ReviewResource WHO_AM_I = authentication("SelfSubjectReview", "selfsubjectreviews");
  static final ReviewResource RULES =
      authorization("SelfSubjectRulesReview", "selfsubjectrulesreviews", Scope.CLUSTER);
  static final ReviewResource ACCESS_OF_OTHERS =
      authorization("SubjectAccessReview", "subjectaccessreviews", Scope.CLUSTER);
  static final ReviewResource LOCAL_ACCESS_OF_OTHERS =
      authorization("LocalSubjectAccessReview", "localsubjectaccessreviews", Scope.NAMESPACED);
  static final ReviewResource TOKEN = authentication("TokenReview", "tokenreviews");
  static final List<ReviewResource> ALL =
      List.of(WHO_AM_I, TOKEN, LOCAL_ACCESS_OF_OTHERS, ACCESS, RULES, ACCESS_OF_OTHERS);

  MessageType schema() {
    return KindTable.get()
        .kind(kind)
        .orElseThrow(() -> new IllegalStateException(kind + " is not in the table of kinds"));
  }

  /** Whether everybody may ask. */
  boolean aboutOneself() {
    return kind.kind().startsWith("SelfSubject");
  }

  private static ReviewResource authorization(String kind, String plural, Scope scope) {
    return new ReviewResource(
        new GroupVersionKind("authorization.k8s.io", "v1", kind), plural, scope);
  }

  private static ReviewResource authentication(String kind, String plural) {
    return new ReviewResource(
        new GroupVersionKind("authentication.k8s.io", "v1", kind), plural, Scope.CLUSTER);
  }
}
