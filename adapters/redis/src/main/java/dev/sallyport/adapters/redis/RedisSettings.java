package dev.sallyport.adapters.redis;

import dev.sallyport.domain.key.SecretBytes;
import java.nio.file.Path;
import java.util.Optional;

/// Where the shared Redis is, and how we come in.
///
/// @param user the ACL user; empty for `default`
/// @param authorities the certificates in PEM that may vouch for the server; empty for those that
///     Java trusts
/// @param cluster whether it is a Redis Cluster, of which this is one node
/// @param prefix what our keys begin with
public record RedisSettings(
    RedisUrl url,
    Optional<String> user,
    Optional<SecretBytes> password,
    Optional<Path> authorities,
    boolean cluster,
    String prefix) {}
