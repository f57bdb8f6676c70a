await new Promise(() => {});
console.log("Content-Type: text/plain\n");
