package dev.slipway.kubernetes.api;

import dev.slipway.manifest.GroupVersionKind;
import java.util.List;

/** A resource that only answers a question and stores nothing. */
record ReviewResource(GroupVersionKind kind, String plural) {
  static final ReviewResource ACCESS =
      new ReviewResource(
          new GroupVersionKind("authorization.k8s.io", "v1", "SelfSubjectAccessReview"),
          "selfsubjectaccessreviews");
  static final ReviewResource WHO_AM_I =
      new ReviewResource(
          new GroupVersionKind("authentication.k8s.io", "v1", "SelfSubjectReview"),
          "selfsubjectreviews");
  static final ReviewResource RULES =
      new ReviewResource(
          new GroupVersionKind("authorization.k8s.io", "v1", "SelfSubjectRulesReview"),
          "selfsubjectrulesreviews");
  static final List<ReviewResource> ALL = List.of(WHO_AM_I, ACCESS, RULES);
}
