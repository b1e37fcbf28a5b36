package dev.sallyport.examples.resource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/// The least that makes Spring Security take access tokens of RFC 9068: Spring Boot adds this
/// validator to its own, and leaves out the one that asks for `typ: JWT`.
@Configuration(proxyBeanMethods = false)
public class SpringType {

  // snippet: spring-type
  @Bean
  OAuth2TokenValidator<Jwt> accessTokensOnly() {
    return new JwtTypeValidator("at+jwt");
  }
  // end of snippet
}
