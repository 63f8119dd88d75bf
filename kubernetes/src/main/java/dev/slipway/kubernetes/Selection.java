package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;

/**
 * Which objects of a kind are meant.
 *
 * @param namespace only those in this namespace; empty for all
 */
public record Selection(String namespace, LabelSelector labels, FieldSelector fields) {
  public static final Selection ALL = new Selection("", LabelSelector.ALL, FieldSelector.ALL);

  public static Selection namespace(String namespace) {
    return new Selection(namespace, LabelSelector.ALL, FieldSelector.ALL);
  }

  /** As this one, of those with matching labels only. */
  public Selection with(LabelSelector selector) {
    return new Selection(namespace, selector, fields);
  }

  public boolean matches(KubeObject object) {
    return (namespace.isEmpty() || namespace.equals(object.namespace()))
        && (labels.selectsEverything() || labels.matches(object.labels()))
        && fields.matches(object);
  }
}
