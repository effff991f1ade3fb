module go-demo

go 1.19
