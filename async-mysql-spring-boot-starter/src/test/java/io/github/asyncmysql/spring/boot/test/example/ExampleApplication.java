package io.github.asyncmysql.spring.boot.test.example;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with components, of which a slice wants few. */
@SpringBootApplication
public class ExampleApplication {}
