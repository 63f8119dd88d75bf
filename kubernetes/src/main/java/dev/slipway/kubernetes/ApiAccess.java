package dev.slipway.kubernetes;

/**
 * Where pods find the cluster's API, and what they trust there.
 *
 * @param address of the machine, as pods see it; the one endpoint of Service {@code kubernetes}
 * @param port the API's port at that address
 * @param authority the certificate that signs the API server's, in PEM
 */
public record ApiAccess(String address, int port, String authority) {}
