package dev.sallyport.examples.resource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/// Spring Security's validator of RFC 9068, whole: type, issuer, audience, client, and the claims that must be there.
@Configuration(proxyBeanMethods = false)
public class SpringAccessTokens {

  // snippet: spring-rfc9068
  @Bean
  JwtDecoder accessTokens(
      @Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri}") String issuer,
      @Value("${spring.security.oauth2.resourceserver.jwt.audiences}") String audience) {
    return new SupplierJwtDecoder( // which asks at the first token, not at the start
        () -> {
          NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
          decoder.setJwtValidator(
              JwtValidators.createAtJwtValidator()
                  .issuer(issuer)
                  .audience(audience)
                  .clientId("sallyport")
                  .build());
          return decoder;
        });
  }
  // end of snippet
}
