package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The body of a login: one JSON object, and nothing that some parser would take for one.
final class LoginBodyTest {

  private static final String GOOD =
      "{\"username\":\"alice\",\"password\":\"" + TestServer.PASSWORD + "\"}";

  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply sendAs(String contentType, String body) throws IOException {
    return server.send(
        Ask.bytes("/auth/login", body.getBytes(UTF_8)).with("Content-Type", contentType));
  }

  private void isInvalid(String body, String... errors) throws IOException {
    var reply = server.send(Ask.json("/auth/login", body)).isProblem(400, "invalid-request");
    assertThat(reply.errors()).as(body).containsExactly(errors);
    assertThat(server.hasher.verifications()).isZero();
  }

  @Tag("X-14")
  @Tag("L-20")
  @Tag("L-21")
  @Tag("ASVS-3.5.2")
  @Tag("ASVS-5.2.2")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonfoo",
        "application/json+x",
        "application/problem+json",
        "text/json",
        "application/json;charset=utf-16",
        "application/json; charset=bogus",
        "application/json; charset",
        "application/json; charset=",
        "application/json;",
        "application/json; charset=utf-8; x=1",
        "application/json; boundary=x",
        "application/json,text/plain",
        "application/json; charset=utf-8; charset=utf-16",
        "",
        "*/*",
        "application /json"
      })
  void another_media_type_is_refused(String contentType) throws IOException {
    sendAs(contentType, GOOD).isProblem(415, "unsupported-media-type");
    // What a form of another site can be made to send.
    sendAs(contentType, GOOD.replace("}", ",\"x\":\"=\"}"))
        .isProblem(415, "unsupported-media-type");
    assertThat(server.hasher.verifications()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "application/json ; charset=\"utf-8\""
      })
  void json_is_json_with_or_without_the_charset_that_it_has_anyway(String contentType)
      throws IOException {
    sendAs(contentType, GOOD).isOk();
  }

  @Tag("L-20")
  @Tag("L-23")
  @Test
  void no_media_type_or_two_are_refused() throws IOException {
    server
        .send(Ask.bytes("/auth/login", GOOD.getBytes(UTF_8)))
        .isProblem(415, "unsupported-media-type");
    server
        .send(Ask.json("/auth/login", GOOD).with("Content-Type", "application/json"))
        .isProblem(415, "unsupported-media-type");
    server
        .send(Ask.json("/auth/login", GOOD).with("Content-Type", "text/plain"))
        .isProblem(415, "unsupported-media-type");
  }

  @Tag("L-22")
  @Test
  void an_encoded_body_is_refused() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(new byte[1_000_000]);
    }
    var bomb =
        Ask.bytes("/auth/login", zipped.toByteArray()).with("Content-Type", "application/json");
    server.send(bomb.with("Content-Encoding", "gzip")).isProblem(415, "unsupported-media-type");
    for (String encoding : List.of("gzip", "deflate", "br", "identity, gzip", "")) {
      server
          .send(Ask.json("/auth/login", GOOD).with("Content-Encoding", encoding))
          .isProblem(415, "unsupported-media-type");
    }
    server.send(Ask.json("/auth/login", GOOD).with("Content-Encoding", "identity")).isOk();
  }

  @Tag("L-24")
  @Tag("ASVS-1.1.1")
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void another_encoding_of_characters_is_not_guessed(String charset) throws IOException {
    var reply =
        server.send(
            Ask.bytes("/auth/login", GOOD.getBytes(Charset.forName(charset)))
                .with("Content-Type", "application/json"));

    reply.isProblem(400, "invalid-request");
  }

  @Tag("L-25")
  @Tag("L-26")
  @Test
  void bytes_that_are_no_utf8_are_refused() throws IOException {
    isInvalid("\ufeff" + GOOD, "body:byte_order_mark");
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xFF},
            new byte[] {(byte) 0xC0, (byte) 0x80},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xE2, (byte) 0x82})) {
      var body = new ByteArrayOutputStream();
      body.writeBytes("{\"username\":\"".getBytes(UTF_8));
      body.writeBytes(bad);
      body.writeBytes("\",\"password\":\"x\"}".getBytes(UTF_8));
      var reply =
          server.send(
              Ask.bytes("/auth/login", body.toByteArray())
                  .with("Content-Type", "application/json"));
      assertThat(reply.isProblem(400, "invalid-request").errors()).containsExactly("body:not_utf8");
    }
  }

  @Tag("L-27")
  @Tag("H-15")
  @Test
  void no_body_is_no_document() throws IOException {
    isInvalid("", "body:syntax");
    isInvalid(" \t\r\n", "body:syntax");
    server
        .send(Ask.of("POST", "/auth/login").with("Content-Type", "application/json"))
        .isProblem(400, "invalid-request");
  }

  @Tag("L-30")
  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"\"", "1", "true", "[{\"username\":\"alice\"}]"})
  void a_document_that_is_no_object_is_refused(String json) throws IOException {
    isInvalid(json, "body:not_an_object");
  }

  @Tag("L-07")
  @Tag("L-17")
  @Tag("L-31")
  @Tag("L-32")
  @Tag("ASVS-2.2.1")
  @Tag("ASVS-2.2.2")
  @Tag("ASVS-15.3.5")
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "{}; username:missing|password:missing",
        "{'username':'alice'}; password:missing",
        "{'username':'alice','password':null}; password:not_a_string",
        "{'username':1,'password':true}; username:not_a_string|password:not_a_string",
        "{'username':'alice','password':['p']}; password:not_a_string",
        "{'username':'alice','password':{'$ne':''}}; password:not_a_string",
        "{'username':{'$regex':'.*'},'password':'x'}; username:not_a_string",
        "{'username':{'$regex':'.*'},'password':{'$gt':''}}; username:not_a_string|password:not_a_string",
        "{'username':'alice','password':1e999}; password:not_a_string",
        "{'username':'alice','password':'x','new_password':null}; new_password:not_a_string"
      })
  void nothing_is_converted(String json, String errors) throws IOException {
    isInvalid(json.replace('\'', '"'), errors.split("\\|", -1));
  }

  @Tag("L-33")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'username':'a','username':'alice','password':'p'}",
        "{'username':'a','\\u0075sername':'alice','password':'p'}",
        "{'username':'a','password':'p','password':'p'}"
      })
  void a_member_that_comes_twice_is_refused(String json) throws IOException {
    isInvalid(json.replace('\'', '"'), "body:duplicate_name");
  }

  @Tag("L-34")
  @Tag("ASVS-1.5.2")
  @Tag("ASVS-8.2.3")
  @Tag("ASVS-15.3.3")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "role",
        "roles",
        "__proto__",
        "@class",
        "Username",
        "passwor\\u0064\\u00a0",
        "secretish"
      })
  void a_member_that_nobody_asked_for_is_refused_and_not_named(String member) throws IOException {
    String json = GOOD.replace("}", ",\"" + member + "\":\"x\"}");
    var reply = server.send(Ask.json("/auth/login", json)).isProblem(400, "invalid-request");

    assertThat(reply.errors()).containsExactly("body:unknown_member");
    assertThat(reply.body()).doesNotContain(member);
    assertThat(server.hasher.verifications()).isZero();
  }

  @Tag("L-35")
  @Tag("L-36")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GOODGOOD",
        "GOOD x",
        "GOOD//",
        "/* c */GOOD",
        "{'username':'a','password':'p',}",
        "{username:'a','password':'p'}",
        "{'username':NaN,'password':'p'}",
        "{'username':01,'password':'p'}",
        "{'username':+1,'password':'p'}",
        "{'username':'a\tb','password':'p'}",
        "{'username':'a','password':'p'",
        "{'username':'a','password':'\\x41'}",
        "{'username':'a','password':'p';}",
        "{'username':'a' 'password':'p'}",
        "{'username':'a',,'password':'p'}",
        "{'username':.5,'password':'p'}",
        "{'username':5.,'password':'p'}",
        "{'username':0x5,'password':'p'}",
        "{'username':-Infinity,'password':'p'}",
        "{'username':True,'password':'p'}",
        "{'username':'a','password':'p'}\u000b",
        "\u00a0{'username':'a','password':'p'}",
        "#{'username':'a','password':'p'}",
        "({'username':'a','password':'p'})",
        ")]}',{'username':'a','password':'p'}"
      })
  void what_only_lax_readers_take_is_refused(String json) throws IOException {
    var reply = server.send(Ask.json("/auth/login", json.replace('\'', '"').replace("GOOD", GOOD)));

    // By the reader, that is, and not for what it would have made of it.
    assertThat(reply.isProblem(400, "invalid-request").errors())
        .containsAnyOf("body:syntax", "body:trailing_data")
        .hasSize(1);
    assertThat(server.hasher.verifications()).isZero();
  }

  @Tag("L-36")
  @Test
  void single_quotes_are_no_quotes() throws IOException {
    isInvalid(GOOD.replace('"', '\''), "body:syntax");
  }

  @Tag("L-37")
  @Test
  void depth_and_width_have_limits() throws IOException {
    isInvalid("{\"x\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}", "body:too_deep");
    isInvalid("{\"x\":[" + "1,".repeat(1_000) + "1]}", "body:too_many_values");
    isInvalid("{\"" + "k".repeat(1_000) + "\":1}", "body:name_too_long");
    isInvalid("{\"x\":" + "1".repeat(1_000) + "}", "body:number_too_long");
    isInvalid("{\"x\":\"" + "s".repeat(9_000) + "\"}", "body:string_too_long");
    server
        .send(Ask.json("/auth/login", "{\"x\":" + "[".repeat(100_000)))
        .isProblem(413, "too-large");
  }

  @Tag("L-38")
  @Test
  void a_broken_body_is_not_quoted() throws IOException {
    for (String json :
        List.of(
            "{\"password\":\"S3cret", "{\"password\":S3cretToken}", "{\"S3cret\":1}", "S3cret")) {
      var reply = server.send(Ask.json("/auth/login", json)).isProblem(400, "invalid-request");
      assertThat(reply.body()).doesNotContain("S3cret");
    }
  }
}
