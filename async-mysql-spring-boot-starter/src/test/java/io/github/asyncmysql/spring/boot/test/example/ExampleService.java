package io.github.asyncmysql.spring.boot.test.example;

import org.springframework.stereotype.Service;

/** Not wanted in a slice. */
@Service
public class ExampleService {}
