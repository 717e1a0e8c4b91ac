// Tests AWS's SDK for Go v1 against a local AppStream. Debian packages the SDK as
// golang-github-aws-aws-sdk-go-dev. Run with GO111MODULE=off and GOPATH=/usr/share/gocode.
// Versions of Terraform's AWS provider before 5.0 use this SDK.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/appstream"
)

const (
	medium = "stream.standard.medium"
	image  = "AppStream-WinServer2022-07-12-2026"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// expect checks the code and the text of an error.
func expect(err error, code, text string) {
	var refused awserr.RequestFailure
	if !errors.As(err, &refused) {
		log.Fatalf("expected an API error, got %v", err)
	}
	if refused.Code() != code || refused.Message() != text {
		log.Fatalf("expected %s: %s\ngot %s: %s", code, text, refused.Code(), refused.Message())
	}
	if refused.RequestID() == "" {
		log.Fatalf("%s has no request id", code)
	}
}

// wait polls the fleet. The SDK's waiters wait for ACTIVE and INACTIVE, states that fleets never have.
func wait(client *appstream.AppStream, name *string, state string) {
	for {
		found, err := client.DescribeFleets(&appstream.DescribeFleetsInput{Names: []*string{name}})
		check(err)
		if *found.Fleets[0].State == state {
			return
		}
		time.Sleep(time.Second)
	}
}

func main() {
	// The SDK reads the variables of the keys and the region, but not AWS_ENDPOINT_URL_APPSTREAM.
	config := aws.Config{Endpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_APPSTREAM"))}
	client := appstream.New(session.Must(session.NewSession(&config)))
	name := aws.String("go-1")

	made, err := client.CreateStack(&appstream.CreateStackInput{Name: name, Description: aws.String("Grüße, 世界")})
	check(err)
	if *made.Stack.Description != "Grüße, 世界" || time.Since(*made.Stack.CreatedTime) > time.Hour {
		log.Fatalf("unexpected stack: %v", made.Stack)
	}
	_, err = client.CreateFleet(&appstream.CreateFleetInput{
		Name: name, InstanceType: aws.String(medium), ImageName: aws.String(image),
		ComputeCapacity: &appstream.ComputeCapacity{DesiredInstances: aws.Int64(1)},
	})
	check(err)
	_, err = client.AssociateFleet(&appstream.AssociateFleetInput{FleetName: name, StackName: name})
	check(err)
	_, err = client.StartFleet(&appstream.StartFleetInput{Name: name})
	check(err)
	wait(client, name, "RUNNING")

	// Modelled errors: the SDK reads the text from the member that the model defines.
	_, err = client.DeleteFleet(&appstream.DeleteFleetInput{Name: name})
	var inUse *appstream.ResourceInUseException
	if !errors.As(err, &inUse) {
		log.Fatalf("expected ResourceInUseException, got %v", err)
	}
	_, err = client.CreateImageBuilder(&appstream.CreateImageBuilderInput{
		Name: name, InstanceType: aws.String(medium), ImageName: aws.String("gold"),
	})
	expect(err, "ResourceNotFoundException", "The image gold for account 123456789012 does not exist.")
	// An error that is not in the model.
	_, err = client.CreateUser(&appstream.CreateUserInput{
		UserName: aws.String("a@example.com"), AuthenticationType: aws.String(appstream.AuthenticationTypeApi),
	})
	expect(err, "InvalidParameterValueException", "Cannot create a user with 'API' authentication type")

	_, err = client.StopFleet(&appstream.StopFleetInput{Name: name})
	check(err)
	wait(client, name, "STOPPED")
	_, err = client.DisassociateFleet(&appstream.DisassociateFleetInput{FleetName: name, StackName: name})
	check(err)
	_, err = client.DeleteFleet(&appstream.DeleteFleetInput{Name: name})
	check(err)
	_, err = client.DeleteStack(&appstream.DeleteStackInput{Name: name})
	check(err)
	fmt.Printf("aws-sdk-go %s: stack, fleet started and stopped, error codes and texts\n", aws.SDKVersion)
}
