// Tests AWS's SDK for Go v2 against a local AppStream. Debian packages the SDK as
// golang-github-aws-aws-sdk-go-v2-dev. Run with GO111MODULE=off and GOPATH=/usr/share/gocode.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/appstream"
	"github.com/aws/aws-sdk-go-v2/service/appstream/types"
	"github.com/aws/smithy-go"
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
	var refused smithy.APIError
	if !errors.As(err, &refused) {
		log.Fatalf("expected an API error, got %v", err)
	}
	if refused.ErrorCode() != code || refused.ErrorMessage() != text {
		log.Fatalf("expected %s: %s\ngot %s: %s", code, text, refused.ErrorCode(), refused.ErrorMessage())
	}
}

func main() {
	ctx := context.Background()
	client := appstream.New(appstream.Options{
		Region:           os.Getenv("AWS_REGION"),
		EndpointResolver: appstream.EndpointResolverFromURL(os.Getenv("AWS_ENDPOINT_URL_APPSTREAM")),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "123456789012", SecretAccessKey: "local"}, nil
		}),
	})
	name := aws.String("go")

	made, err := client.CreateStack(ctx, &appstream.CreateStackInput{Name: name, Description: aws.String("Grüße, 世界")})
	check(err)
	if *made.Stack.Description != "Grüße, 世界" || made.Stack.CreatedTime == nil {
		log.Fatalf("unexpected stack: %+v", made.Stack)
	}
	_, err = client.CreateFleet(ctx, &appstream.CreateFleetInput{
		Name: name, InstanceType: aws.String(medium), ImageName: aws.String(image),
		ComputeCapacity: &types.ComputeCapacity{DesiredInstances: aws.Int32(1)},
	})
	check(err)
	_, err = client.AssociateFleet(ctx, &appstream.AssociateFleetInput{FleetName: name, StackName: name})
	check(err)

	// Modelled errors: the SDK reads the text from the member that the model defines.
	_, err = client.DeleteFleet(ctx, &appstream.DeleteFleetInput{Name: name})
	var inUse *types.ResourceInUseException
	if !errors.As(err, &inUse) {
		log.Fatalf("expected ResourceInUseException, got %v", err)
	}
	expect(err, "ResourceInUseException", "The fleet go is associated with a stack. To delete the fleet, you must dissociate it from the stack.")
	_, err = client.CreateImageBuilder(ctx, &appstream.CreateImageBuilderInput{
		Name: name, InstanceType: aws.String(medium), ImageName: aws.String("gold"),
	})
	expect(err, "ResourceNotFoundException", "The image gold for account 123456789012 does not exist.")
	// Errors that are not in the model: the first from AWS's front end, the second from AppStream.
	_, err = client.CreateStack(ctx, &appstream.CreateStackInput{Name: aws.String("-")})
	var refused smithy.APIError
	if !errors.As(err, &refused) || refused.ErrorCode() != "ValidationException" || refused.ErrorMessage() == "" {
		log.Fatalf("expected ValidationException with a text, got %v", err)
	}
	_, err = client.CreateUser(ctx, &appstream.CreateUserInput{UserName: aws.String("a@example.com"), AuthenticationType: types.AuthenticationTypeApi})
	expect(err, "InvalidParameterValueException", "Cannot create a user with 'API' authentication type")

	_, err = client.DisassociateFleet(ctx, &appstream.DisassociateFleetInput{FleetName: name, StackName: name})
	check(err)
	_, err = client.DeleteFleet(ctx, &appstream.DeleteFleetInput{Name: name})
	check(err)
	_, err = client.DeleteStack(ctx, &appstream.DeleteStackInput{Name: name})
	check(err)
	fmt.Printf("aws-sdk-go-v2 %s: stack, fleet, codes and texts of errors in and outside the model\n", aws.SDKVersion)
}
